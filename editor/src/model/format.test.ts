import { describe, expect, it } from 'vitest'
import { age, clock, count, latency, moment, rate } from './format'

describe('figures', () => {
  it.each([
    [-500, '0 sec', '0秒'],
    [59_999, '59 sec', '59秒'],
    [60_000, '1 min', '1分钟'],
    [3_600_000 * 5, '5 hr', '5小时'],
    [86_400_000 * 40, '40 days', '40天'],
  ])('an age of %i ms is one whole unit', (milliseconds, english, chinese) => {
    expect(age(milliseconds, 'en')).toBe(english)
    expect(age(milliseconds, 'zh')).toBe(chinese)
  })

  it('a rate has the digits that matter', () => {
    expect([0, 0.333, 12.345, 1234.5].map((value) => rate(value, 'en'))).toEqual(['0', '0.33', '12.3', '1,235'])
    expect(rate(null, 'en')).toBe('–')
  })

  it('a latency finds its unit', () => {
    expect([0, 0.0000042, 0.00125, 0.25, 0.5, 3.21, 120].map(latency)).toEqual(['0 ms', '4.2 µs', '1.3 ms', '250 ms', '500 ms', '3.2 s', '120 s'])
    expect(latency(undefined)).toBe('–')
  })

  it('a count is grouped, a log time has milliseconds, a moment its zone', () => {
    expect(count(1234567, 'zh')).toBe('1,234,567')
    expect(clock(new Date(2026, 10, 23, 4, 5, 6, 7).getTime())).toBe('04:05:06.007')
    expect(moment(0, 'en')).toMatch(/UTC|GMT|[A-Z]{3,4}/)
  })
})
