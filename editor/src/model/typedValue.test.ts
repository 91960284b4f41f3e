import { describe, expect, it } from 'vitest'
import { durationParts, durationText } from './duration'
import { textFor, typedOf, typedValue } from './typedValue'

describe('a typed value', () => {
  it.each([
    ['plain text', 'text', 'plain text'],
    [21.5, 'number', '21.5'],
    [9007199254740993n, 'number', '9007199254740993'],
    [true, 'boolean', 'true'],
    [null, 'null', ''],
    [{ a: [1] }, 'json', '{"a":[1]}'],
    [{ value: 5 }, 'number', '5'],
    [{ from: 'msg', path: 'payload.pv' }, 'msg', 'payload.pv'],
    [{ from: 'now' }, 'now', ''],
    [{ from: 'store', path: 'a' }, 'json', '{"from":"store","path":"a"}'],
  ])('is read and written back (%#)', (value, origin, text) => {
    const typed = typedOf(value)
    expect([typed.origin, typed.text]).toEqual([origin, text])
    expect(typedValue(typed)).toEqual({ value })
  })

  it('is wrapped where it would be read as something else', () => {
    expect(typedValue({ origin: 'json', text: '{"from":"now"}', wrapped: false })).toEqual({ value: { value: { from: 'now' } } })
  })

  it('is none when its text is not of its kind', () => {
    expect(typedValue({ origin: 'number', text: '12a', wrapped: false })).toBeUndefined()
    expect(typedValue({ origin: 'json', text: '{', wrapped: false })).toBeUndefined()
  })

  it('keeps its text when another kind is chosen, where that makes sense', () => {
    expect(textFor('json', typedOf('a"b'))).toBe('"a\\"b"')
    expect(textFor('msg', typedOf(5))).toBe('payload')
    expect(textFor('flow', typedOf({ from: 'msg', path: 'count' }))).toBe('count')
  })
})

describe('a duration', () => {
  it.each([['250ms', '250', 'ms'], ['1.5h', '1.5', 'h'], ['soon', 'soon', 's']])('has a number and a unit: %s', (text, count, unit) => {
    expect(durationParts(text)).toEqual({ count, unit })
  })

  it('takes a unit that is typed behind the number', () => {
    expect(durationText({ count: '250ms', unit: 's' })).toBe('250ms')
    expect(durationText({ count: '5', unit: 'm' })).toBe('5m')
    expect(durationText({ count: 'soon', unit: 's' })).toBe('soon')
    expect(durationText({ count: ' ', unit: 's' })).toBeUndefined()
  })
})
