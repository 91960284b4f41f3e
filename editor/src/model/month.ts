/** A day of a month's sheet; `inside`: it is of the month itself. */
export interface SheetDay {
  date: string
  day: number
  weekend: boolean
  inside: boolean
}

/** The weeks of a month, Monday first. `month` is such as 2026-10. */
export function weeksOf(month: string): SheetDay[][] {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const first = new Date(Date.UTC(year, number - 1, 1))
  const start = 1 - ((first.getUTCDay() + 6) % 7)
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate()
  const weeks = Math.ceil((length - start + 1) / 7)
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (__, index) => {
      const date = new Date(Date.UTC(year, number - 1, start + week * 7 + index))
      return { date: date.toISOString().slice(0, 10), day: date.getUTCDate(), weekend: index > 4, inside: date.getUTCMonth() === number - 1 }
    }),
  )
}

export function monthAfter(month: string, step: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7)
}
