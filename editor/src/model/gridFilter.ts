/** Which rows of a table are shown, by what they say in its columns. */

export interface Filter {
  /** The texts that a row may have; none lets all through. */
  values: readonly string[]
  /** As it was typed: `>100`, `10..20`, or a part of the text. */
  condition: string
}

/** By column; a column that is not there lets all through. */
export type Filters = Readonly<Record<string, Filter>>

type Test = (text: string) => boolean

export const ANYTHING: Filter = { values: [], condition: '' }

/** The rows that all filters let through; what a row says in a column is told by `text`. */
export function passing(filters: Filters): (text: (column: string) => string) => boolean {
  const tests = Object.entries(filters).map(([column, filter]) => ({ column, fits: testOf(filter) }))
  return (text) => tests.every(({ column, fits }) => fits(text(column)))
}

/** Filters with another one for a column. */
export function withFilter(filters: Filters, column: string, change: Partial<Filter>): Filters {
  const filter = { ...(filters[column] ?? ANYTHING), ...change }
  const others = Object.fromEntries(Object.entries(filters).filter(([each]) => each !== column))
  return filter.values.length || filter.condition.trim() ? { ...others, [column]: filter } : others
}

function testOf({ values, condition }: Filter): Test {
  const fits = conditionOf(condition)
  // While it is half typed it lets all through.
  return (text) => (values.length === 0 || values.includes(text)) && (fits === null || fits(text))
}

const COMPARES: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  '>=': (one, other) => one >= other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '<': (one, other) => one < other,
}
const NUMBER = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`
const RANGE = new RegExp(String.raw`^(${NUMBER})?\s*\.\.\s*(${NUMBER})?$`, 'i')

/**
 * What a condition asks of a text; null: a comparison that lacks its number. Empty cells are no numbers. `=` and `!=`
 * compare texts where one of the two is no number, and what begins with no sign is looked for in the text.
 */
export function conditionOf(typed: string): Test | null {
  const condition = plain(typed)
  if (condition === '') return () => true
  const range = condition === '..' ? null : RANGE.exec(condition)
  if (range) return within(Number(range[1] ?? -Infinity), Number(range[2] ?? Infinity))
  const [, sign = '', operand = ''] = /^(>=|<=|!=|>|<|=)?\s*(.*)$/s.exec(condition) ?? []
  if (sign === '') return (text) => text.toLowerCase().includes(typed.trim().toLowerCase())
  if (sign === '=') return (text) => equal(text, operand)
  if (sign === '!=') return (text) => !equal(text, operand)
  const compare = COMPARES[sign]
  const limit = numberOf(operand)
  if (!compare || Number.isNaN(limit)) return null
  // What is no number compares to nothing: NaN is neither more nor less.
  return (text) => compare(numberOf(text), limit)
}

/** Signs as they are typed on a Chinese keyboard, and as they are written by hand. */
function plain(typed: string): string {
  return typed.normalize('NFKC').replaceAll('。', '.').replaceAll('≥', '>=').replaceAll('≤', '<=').replace(/≠|<>/g, '!=').trim()
}

function within(low: number, high: number): Test {
  const [least, most] = [Math.min(low, high), Math.max(low, high)]
  return (text) => numberOf(text) >= least && numberOf(text) <= most
}

function equal(text: string, operand: string): boolean {
  const [one, other] = [numberOf(text), numberOf(operand)]
  if (Number.isNaN(one) || Number.isNaN(other)) return text.trim().toLowerCase() === operand.toLowerCase()
  return one === other
}

function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text)
}
