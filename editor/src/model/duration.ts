export const DURATION_UNITS = ['ms', 's', 'm', 'h', 'd'] as const
export type DurationUnit = (typeof DURATION_UNITS)[number]

export interface DurationParts {
  count: string
  unit: DurationUnit
}

/** The number and the unit of a duration such as `250ms`; of a text that is none, all of it as the number. */
export function durationParts(text: string): DurationParts {
  const [, count, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*$/.exec(text) ?? []
  return count === undefined ? { count: text, unit: 's' } : { count, unit: unit as DurationUnit }
}

/** What is written; a unit that was typed behind the number counts. Nothing for nothing. */
export function durationText({ count, unit }: DurationParts): string | undefined {
  const typed = count.trim()
  if (typed === '') return undefined
  const parts = durationParts(typed)
  if (parts.count !== typed) return `${parts.count}${parts.unit}`
  return /^\d+(\.\d+)?$/.test(typed) ? `${typed}${unit}` : typed
}
