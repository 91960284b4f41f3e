import type { Language } from './types'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A size as people read it: `1.4 GiB`. */
export function bytes(size: number, language: Language): string {
  let [value, unit] = [size, 0]
  while (value >= 1024 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1]
  const digits = value >= 100 || unit === 0 ? 0 : 1
  const locale = language === 'zh' ? 'zh-CN' : 'en'
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${UNITS[unit] ?? 'B'}`
}
