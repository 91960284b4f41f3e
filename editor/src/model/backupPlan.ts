/** `settings.backup` of the project. */
export interface BackupPlan {
  every?: string | null
  cron?: string | null
  to?: string
  keep?: number
}

export type ScheduleKind = 'off' | 'daily' | 'every' | 'cron'

/** At two in the morning, when a plant is quietest. */
export const DAILY = '0 2 * * *'

export function scheduleKind(plan: BackupPlan | null): ScheduleKind {
  if (plan?.every) return 'every'
  if (!plan?.cron) return 'off'
  return dailyAt(plan.cron) === null ? 'cron' : 'daily'
}

/** The time of day of a cron that comes once a day, as `02:00`; null: it is another. */
export function dailyAt(cron: string): string | null {
  const found = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(cron.trim())
  return found ? `${(found[2] ?? '').padStart(2, '0')}:${(found[1] ?? '').padStart(2, '0')}` : null
}

/** The cron that comes once a day at a time such as `02:00`. */
export function dailyCron(time: string): string | null {
  const found = /^(\d\d):(\d\d)$/.exec(time)
  return found ? `${Number(found[2])} ${Number(found[1])} * * *` : null
}
