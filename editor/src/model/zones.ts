/** The moment at which a day (`2026-11-26`) of a time zone begins, `later` days after it, as RFC 3339. */
export function startOfDay(day: string, later: number, zone: string | undefined): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const wanted = Date.UTC(year, month - 1, date + later)
  // The offset at the day's own beginning: twice, because the first guess may lie on the other side of a change of clocks.
  const first = wanted - offsetAt(wanted, zone)
  return new Date(wanted - offsetAt(first, zone)).toISOString()
}

/** By how many milliseconds the clocks of a zone are ahead of UTC at a moment. */
function offsetAt(time: number, zone: string | undefined): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...(zone ? { timeZone: zone } : {}), year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23',
  }).formatToParts(time)
  const value = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  const shown = Date.UTC(value('year'), value('month') - 1, value('day'), value('hour'), value('minute'), value('second'))
  return shown - Math.floor(time / 1000) * 1000
}
