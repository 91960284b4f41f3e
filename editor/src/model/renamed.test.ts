import { describe, expect, it } from 'vitest'
import { renameInTags, withKey } from './renamed'

describe('another name', () => {
  it('reaches the tags, and keeps the order of a table', () => {
    const lists = { f: { columns: ['id', 'connection'], rows: [{ id: 'a', connection: 'plc' }, { id: 'plc', connection: 'other' }] } }
    renameInTags(lists, 'plc', 'plc-2')
    expect(lists.f.rows).toEqual([{ id: 'a', connection: 'plc-2' }, { id: 'plc', connection: 'other' }])
    expect(Object.keys(withKey({ a: 1, b: 2, c: 3 }, 'b', 'x'))).toEqual(['a', 'x', 'c'])
  })
})
