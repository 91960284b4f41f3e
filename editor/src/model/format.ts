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

/** How old something is, from milliseconds, in one whole unit: 3 sec, 5 min, 2 hr. A clock that runs ahead gives 0. */
export function age(milliseconds: number, language: Language): string {
  let left = Math.max(0, Math.floor(milliseconds / 1000))
  for (const [size, unit] of AGES) {
    if (left < size) return format(language, { style: 'unit', unit, unitDisplay: 'short' }).format(left)
    left = Math.floor(left / size)
  }
  return ''
}

/** The time of day with milliseconds, for a log. */
export function clock(time: number): string {
  const date = new Date(time)
  const two = (value: number) => String(value).padStart(2, '0')
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`
}

/** Date, time and zone in full, for hovering. */
export function moment(time: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'medium', timeStyle: 'long' }).format(time)
}
