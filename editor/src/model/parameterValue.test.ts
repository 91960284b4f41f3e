import { describe, expect, it } from 'vitest'
import { fits, readValue, valueText } from './parameterValue'

describe('the value of a parameter', () => {
  it.each([
    ['number', '1150.5', { value: 1150.5 }], ['number', '', { fault: 'number' }], ['number', '1,5', { fault: 'number' }],
    ['integer', '-3', { value: -3 }], ['integer', '3.5', { fault: 'integer' }], ['integer', '12345678901234567890', { value: 12345678901234567890n }],
    ['list', '[1, "a"]', { value: [1, 'a'] }], ['list', '[12345678901234567890]', { value: [12345678901234567890n] }], ['list', '{}', { fault: 'list' }], ['json', '{', { fault: 'json' }], ['json', 'null', { value: null }],
    ['string', ' as it is ', { value: ' as it is ' }],
  ])('of the type %s from "%s"', (type, text, expected) => {
    expect(readValue(type, text)).toEqual(expected)
  })

  it('is shown as it is edited', () => {
    expect([undefined, 'x', 5, [1], 9007199254740993n, [9007199254740993n]].map(valueText)).toEqual(['', 'x', '5', '[1]', '9007199254740993', '[9007199254740993]'])
  })

  it('fits its type, or stands for something that is known later', () => {
    expect(fits('number', '5')).toBe(false)
    expect(fits('number', '${env:LIMIT}')).toBe(true)
    expect([fits('integer', 1.5), fits('boolean', true), fits('list', {}), fits('tag', 5)]).toEqual([false, true, false, false])
  })
})
