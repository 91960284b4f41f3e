import { expect, it } from 'vitest'
import { startOfDay } from './zones'

it.each([
  ['2026-11-26', 0, 'Asia/Shanghai', '2026-11-25T16:00:00.000Z'],
  ['2026-11-26', 1, 'Asia/Shanghai', '2026-11-26T16:00:00.000Z'],
  ['2026-12-31', 1, 'UTC', '2027-01-01T00:00:00.000Z'],
  ['2026-03-29', 0, 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-29', 1, 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
])('%s + %i days begins in %s at %s', (day, later, zone, said) => {
  expect(startOfDay(day, later, zone)).toBe(said)
})
