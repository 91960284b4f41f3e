import { describe, expect, it } from 'vitest'
import { clockOf, dayPicture, lengthOf, minutes, readClock, readDays, withDays } from './shifts'

describe('the picture of a day', () => {
  it('begins with the production day, and a shift over its end is in two pieces', () => {
    const picture = dayPicture({ early: { start: '06:00', end: '14:00' }, late: { start: '14:00', end: '22:00' }, night: { start: '22:00', end: '06:00' } }, '08:00')
    expect(picture.bars).toEqual([
      { name: 'early', from: 1320, to: 1440 }, { name: 'early', from: 0, to: 360 },
      { name: 'late', from: 360, to: 840 }, { name: 'night', from: 840, to: 1320 },
    ])
    expect([picture.gaps, picture.overlaps]).toEqual([[], []])
  })

  it('says gaps and overlaps', () => {
    const picture = dayPicture({ a: { start: '08:00', end: '16:30' }, b: { start: '16:00', end: '24:00' }, broken: { start: '8', end: '' } }, '08:00')
    expect(picture.overlaps).toEqual([{ from: 480, to: 510, names: ['a', 'b'] }])
    expect(picture.gaps).toEqual([{ from: 960, to: 1440 }])
    expect(picture.gaps.map((gap) => [clockOf(gap.from + 480), clockOf(gap.to + 480), lengthOf(gap)])).toEqual([['00:00', '08:00', '8:00']])
  })

  it('fills the whole day with one shift that ends when it begins', () => {
    expect(dayPicture({ all: { start: '08:00', end: '08:00' } }, '08:00')).toEqual({ bars: [{ name: 'all', from: 0, to: 1440 }], gaps: [], overlaps: [] })
    expect(dayPicture({}, undefined).gaps).toEqual([{ from: 0, to: 1440 }])
  })

  it('knows times of day', () => {
    expect(['00:00', '24:00', '23:59', '24:01', '7:00', '', undefined].map(minutes)).toEqual([0, 0, 1439, null, null, null, null])
  })
})

it('reads times as people type them', () => {
  expect(['8:00', '0800', '20：30', ' 6:05 ', '24:00', '25:00', '8', 'x'].map(readClock)).toEqual(['08:00', '08:00', '20:30', '06:05', '00:00', null, null, null])
})

describe('a pasted calendar', () => {
  it('takes dates as people write them', () => {
    expect(readDays('2026-10-01\n2026/10/2 holiday\r\n2026年10月10日 班\n2026-02-30\nsoon\n')).toEqual({
      days: [{ date: '2026-10-01', kind: 'holiday' }, { date: '2026-10-02', kind: 'holiday' }, { date: '2026-10-10', kind: 'workday' }],
      wrong: ['2026-02-30', 'soon'],
    })
  })

  it('takes the place of what was said of the same days', () => {
    const before = [{ date: '2026-10-02', kind: 'workday' }] as const
    expect(withDays(before, readDays('2026-10-02\n2026-10-01').days)).toEqual([
      { date: '2026-10-01', kind: 'holiday' }, { date: '2026-10-02', kind: 'holiday' },
    ])
  })
})
