import { describe, expect, it } from 'vitest'
import { age, clock, count, latency, moment, rate } from './format'

describe('figures', () => {
  it.each([
    [-500, '0 sec', '0 秒'],
    [59_999, '59 sec', '59 秒'],
    [60_000, '1 min', '1 分钟'],
    [3_600_000 * 5, '5 hr', '5 小时'],
    [86_400_000 * 40, '40 days', '40 天'],
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

  it('a count is grouped', () => {
    expect(count(1234567, 'zh')).toBe('1,234,567')
  })

  it.each([
    ['Asia/Shanghai', '00:05:06.007', '2026-11-24 00:05:06 GMT+8'],
    ['UTC', '16:05:06.007', '2026-11-23 16:05:06 UTC'],
  ])('a time is the plant’s in %s, with its zone where there is room', (zone, short, long) => {
    const time = Date.UTC(2026, 10, 23, 16, 5, 6, 7)
    expect(clock(time, zone)).toBe(short)
    expect(moment(time, zone)).toBe(long)
  })

  it('a zone that the browser does not know leaves it its own', () => {
    expect(clock(0, 'Mars/Olympus')).toBe(clock(0, undefined))
  })
})
