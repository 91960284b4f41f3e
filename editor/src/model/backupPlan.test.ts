import { expect, it } from 'vitest'
import { dailyAt, dailyCron, scheduleKind } from './backupPlan'

it('tells the kinds of schedules apart', () => {
  expect(scheduleKind(null)).toBe('off')
  expect(scheduleKind({ keep: 3 })).toBe('off')
  expect(scheduleKind({ cron: '30 2 * * *' })).toBe('daily')
  expect(scheduleKind({ cron: '0 2 * * 1-5' })).toBe('cron')
  expect(scheduleKind({ every: '12h' })).toBe('every')
})

it('a time of day is written as cron and read again', () => {
  expect(dailyCron('02:05')).toBe('5 2 * * *')
  expect(dailyAt('5 2 * * *')).toBe('02:05')
  expect(dailyCron('2')).toBeNull()
})
