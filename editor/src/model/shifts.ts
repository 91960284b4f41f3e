import type { DayEntry, ShiftEntry } from './plant'

/** Minutes of a day. */
export const DAY = 24 * 60

/** A piece of a day's bar, in minutes after the day's start. */
export interface Span {
  from: number
  to: number
}

export interface Bar extends Span {
  name: string
}

export interface DayPicture {
  bars: Bar[]
  gaps: Span[]
  /** Times at which several shifts are; the one named first counts. */
  overlaps: (Span & { names: string[] })[]
}

/** Minutes since midnight; null for what is no time of day. 24:00 is the midnight that a day ends with. */
export function minutes(text: string | undefined): number | null {
  const [, hours, rest] = /^([01]\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?$/.exec(text ?? '') ?? []
  if (hours === undefined) return null
  const total = Number(hours) * 60 + Number(rest)
  return total > DAY ? null : total % DAY
}

/** A time as people type it (8:00, 8：00, 800) as the files have it; null for what is none. */
export function readClock(text: string): string | null {
  const [, hours = '', rest = ''] = /^\s*(\d{1,2})[:：.]?(\d{2})\s*$/.exec(text) ?? []
  const minute = minutes(`${hours.padStart(2, '0')}:${rest}`)
  return minute === null ? null : clockOf(minute)
}

export function clockOf(minute: number): string {
  const of = ((minute % DAY) + DAY) % DAY
  return `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`
}

/** Hours and minutes of a length, such as 7:30. */
export function lengthOf({ from, to }: Span): string {
  return `${Math.floor((to - from) / 60)}:${String((to - from) % 60).padStart(2, '0')}`
}

/** The shifts of a production day that begins at `dayStart`, the times without one, and those with several. Shifts with a wrong time are left out. */
export function dayPicture(shifts: Readonly<Record<string, ShiftEntry>>, dayStart: string | undefined): DayPicture {
  const begin = minutes(dayStart) ?? 0
  const bars = Object.entries(shifts).flatMap(([name, { start, end }]) => {
    const [first, last] = [minutes(start), minutes(end)]
    return first === null || last === null ? [] : wrapped(name, (first - begin + DAY) % DAY, ((last - first + DAY) % DAY) || DAY)
  })
  const edges = [...new Set([0, DAY, ...bars.flatMap(({ from, to }) => [from, to])])].sort((one, other) => one - other)
  const pieces = edges.slice(1).map((to, index) => {
    const from = edges[index] ?? 0
    return { from, to, names: [...new Set(bars.filter((bar) => bar.from <= from && bar.to >= to).map(({ name }) => name))] }
  })
  return {
    bars,
    gaps: joined(pieces.filter(({ names }) => names.length === 0)).map(({ from, to }) => ({ from, to })),
    overlaps: joined(pieces.filter(({ names }) => names.length > 1)),
  }
}

function wrapped(name: string, from: number, length: number): Bar[] {
  const to = from + length
  return to <= DAY ? [{ name, from, to }] : [{ name, from, to: DAY }, { name, from: 0, to: to - DAY }]
}

function joined<T extends Span & { names: string[] }>(pieces: T[]): T[] {
  return pieces.reduce<T[]>((done, piece) => {
    const last = done.at(-1)
    if (last?.to === piece.from && last.names.join('\n') === piece.names.join('\n')) return [...done.slice(0, -1), { ...last, to: piece.to }]
    return [...done, piece]
  }, [])
}

const WORDS: Readonly<Record<string, DayEntry['kind']>> = {
  holiday: 'holiday', workday: 'workday', 'working day': 'workday', 休: 'holiday', 假: 'holiday', 假日: 'holiday', 节假日: 'holiday', 休息日: 'holiday', 班: 'workday', 工作日: 'workday', 调休: 'workday', 上班: 'workday',
}

/** Days from a pasted list, one a line: a date (2026-10-01, 2026/10/1, 2026年10月1日) and perhaps which kind; a line without a word is a holiday. */
export function readDays(text: string): { days: DayEntry[]; wrong: string[] } {
  const days: DayEntry[] = []
  const wrong: string[] = []
  for (const line of text.split(/\r?\n/).map((each) => each.trim()).filter(Boolean)) {
    const [, year, month, day, rest = ''] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[\s,;:，；：]*(.*)$/.exec(line) ?? []
    const date = year && month && day ? isoDate(Number(year), Number(month), Number(day)) : null
    const word = rest.trim().toLowerCase()
    const kind = word === '' ? 'holiday' : WORDS[word]
    if (date && kind) days.push({ date, kind })
    else wrong.push(line)
  }
  return { days, wrong }
}

function isoDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null
}

/** The calendar with other days, each once, in the order of their dates. */
export function withDays(calendar: readonly DayEntry[], days: readonly DayEntry[]): DayEntry[] {
  const byDate = new Map([...calendar, ...days].map((day) => [day.date, day]))
  return [...byDate.values()].sort((one, other) => one.date.localeCompare(other.date))
}
