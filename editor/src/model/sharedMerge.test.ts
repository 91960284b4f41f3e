import { describe, expect, it } from 'vitest'
import { merged } from './sharedMerge'

describe('what two people made of one document', () => {
  it('is put together where they changed different places', () => {
    const base = { plc: { host: 'a', port: 502 }, old: {} }
    const mine = { plc: { host: 'b', port: 502 }, old: {}, mine: {} }
    const theirs = { plc: { host: 'a', port: 503 }, theirs: {} }
    expect(merged<object>(base, mine, theirs)).toEqual({ value: { plc: { host: 'b', port: 503 }, mine: {}, theirs: {} }, conflicts: [] })
  })

  it('is a conflict where both changed one place, and mine is kept', () => {
    expect(merged({ a: { b: 1 } }, { a: { b: 2 } }, { a: { b: 3 } })).toEqual({
      value: { a: { b: 2 } },
      conflicts: [{ path: ['a', 'b'], mine: 2, theirs: 3 }],
    })
    expect(merged({ a: 1, b: 1 }, { a: 2, b: 2 }, { a: 3, b: 1 }, 'theirs').value).toEqual({ a: 3, b: 2 })
    expect(merged<object>({ a: 1 }, {}, { a: 2 }).conflicts).toEqual([{ path: ['a'], mine: undefined, theirs: 2 }])
  })

  it('merges the rows of a list by their ids', () => {
    const row = (id: string, unit = '') => ({ id, unit })
    const result = merged([row('a'), row('b')], [row('a', '°C'), row('b'), row('c')], [row('b', 'bar'), row('a')])
    expect(result).toEqual({ value: [row('a', '°C'), row('b', 'bar'), row('c')], conflicts: [] })
    expect(merged([row('a')], [row('a'), row('a')], [row('b')]).conflicts).toHaveLength(1)
  })
})
