import { describe, expect, it } from 'vitest'
import { number, parseExact, preview, readable } from './value'

describe('values for the eye', () => {
  it('keeps integers exact that JavaScript cannot hold', () => {
    const text = '{"id":12345678901234567890,"small":9007199254740991,"text":"n 12345678901234567890 \\"q\\"","f":0.1234567890123456}'
    expect(parseExact(text)).toEqual({
      id: '12345678901234567890',
      small: 9007199254740991,
      text: 'n 12345678901234567890 "q"',
      f: 0.1234567890123456,
    })
  })

  it('shows what a float32 meant', () => {
    expect(number(850.1000061035156)).toBe('850.1')
    expect(number(1234567)).toBe('1234567')
    expect(number(-0.000123456789)).toBe('-0.000123457')
  })

  it('makes the encoded kinds readable', () => {
    expect(readable({ $time: '2026-11-23T14:05:00Z' })).toBe('2026-11-23T14:05:00Z')
    expect(readable({ $float: 'NaN' })).toBe('NaN')
    expect(readable({ $bytes: 'AQL/' })).toBe('01 02 ff (3 B)')
    expect(readable({ $handle: 'Request' })).toBe('‹Request›')
    expect(readable({ $: { $time: 1 } })).toEqual({ $time: 1 })
    expect(readable([{ a: { $float: 'Infinity' } }])).toEqual([{ a: 'Infinity' }])
  })

  it('fits one line', () => {
    expect(preview({ a: 1, b: { c: [1, 2] }, d: 'x\ny' })).toBe('a: 1 · b: {c: [1, 2]} · d: x y')
    expect(preview('x'.repeat(300), 10)).toBe('xxxxxxxxx…')
    expect(preview(null)).toBe('null')
    expect(preview(false)).toBe('false')
  })
})
