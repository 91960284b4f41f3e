import type { Language } from './types'

const locales: Record<Language, string> = { en: 'en', zh: 'zh-CN' }

const formats = new Map<string, Intl.NumberFormat>()

function format(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`
  const known = formats.get(key) ?? new Intl.NumberFormat(locales[language], options)
  formats.set(key, known)
  return known
}

/** A count, grouped: 12,345. */
export function count(value: number, language: Language): string {
  return format(language, {}).format(value)
}

/** Messages a second, without the unit: two digits where they matter, none where they do not. */
export function rate(value: number | null | undefined, language: Language): string {
  if (value === null || value === undefined) return '–'
  const maximumFractionDigits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return format(language, { maximumFractionDigits }).format(value)
}

/** How long a message took, from seconds: µs, ms or s. */
export function latency(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '–'
  if (seconds === 0) return '0 ms'
  if (seconds < 0.001) return `${digits(seconds * 1e6)} µs`
  return seconds < 1 ? `${digits(seconds * 1000)} ms` : `${digits(seconds)} s`
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(2)))
}

const AGES: [number, 'second' | 'minute' | 'hour' | 'day'][] = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [Infinity, 'day'],
]

/** How old something is, from milliseconds, in one whole unit: 3 sec, 5 min, 3 秒. A clock that runs ahead gives 0. */
export function age(milliseconds: number, language: Language): string {
  let left = Math.max(0, Math.floor(milliseconds / 1000))
  for (const [size, unit] of AGES) {
    if (left < size) return spaced(format(language, { style: 'unit', unit, unitDisplay: 'short' }).format(left))
    left = Math.floor(left / size)
  }
  return ''
}

/** A space between a figure and a Chinese unit, as in the rest of the page. */
function spaced(text: string): string {
  return text.replace(/(\d)(?=[\u4e00-\u9fff])/, '$1 ')
}

/** The time of day with milliseconds, for a log; `zone` as in `moment`. */
export function clock(time: number, zone: string | undefined): string {
  const { hour, minute, second, fractionalSecond } = partsOf(time, zone)
  return `${hour}:${minute}:${second}.${fractionalSecond}`
}

/** Date, time and zone in full, for hovering. `zone` is an IANA name; the browser's own where it is unknown. */
export function moment(time: number, zone: string | undefined): string {
  const { year, month, day, hour, minute, second, timeZoneName } = partsOf(time, zone)
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${timeZoneName}`
}

function partsOf(time: number, zone: string | undefined): Partial<Record<string, string>> {
  return Object.fromEntries(clockOf(zone).formatToParts(time).map(({ type, value }) => [type, value]))
}

const clocks = new Map<string | undefined, Intl.DateTimeFormat>()

function clockOf(zone: string | undefined): Intl.DateTimeFormat {
  const known = clocks.get(zone) ?? newClock(zone)
  clocks.set(zone, known)
  return known
}

function newClock(timeZone: string | undefined): Intl.DateTimeFormat {
  const two = '2-digit'
  const fields = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const
  const options = { ...fields, fractionalSecondDigits: 3, hourCycle: 'h23', timeZoneName: 'short' } as const
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, ...(timeZone ? { timeZone } : {}) })
  } catch {
    return new Intl.DateTimeFormat('en-GB', options) // an old browser does not know every zone
  }
}
