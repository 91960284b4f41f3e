import { describe, expect, it } from 'vitest'
import { monthAfter, weeksOf } from './month'

describe('a month', () => {
  it('has whole weeks from Monday on', () => {
    const weeks = weeksOf('2026-10')
    expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7])
    expect(weeks[0]?.[0]).toEqual({ date: '2026-09-28', day: 28, weekend: false, inside: false })
    expect(weeks[0]?.[3]).toEqual({ date: '2026-10-01', day: 1, weekend: false, inside: true })
    expect(weeks[4]?.[6]).toMatchObject({ date: '2026-11-01', weekend: true, inside: false })
    expect(weeksOf('2027-02')).toHaveLength(4)
  })

  it('is followed by the next one, over the turn of the year', () => {
    expect([monthAfter('2026-12', 1), monthAfter('2026-01', -1)]).toEqual(['2027-01', '2025-12'])
  })
})
