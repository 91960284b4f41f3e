import { hintsOf, requiredOf, type Variants } from './fieldSchema'
import { propertiesOf } from './schema'
import { isRecord } from './reading'
import type { Schema } from './types'

/** What a field writes for a value: nothing where that is the default. Emptied, it is null where null is not the default. */
export function written(schema: Schema, value: unknown): unknown {
  const { default: standard, nullable } = hintsOf(schema)
  if (value === undefined) return nullable && standard !== undefined && standard !== null ? null : undefined
  return equal(value, standard) ? undefined : value
}

/** The value that counts: the one that is given, or the default. */
export function effective(schema: Schema, value: unknown): unknown {
  return value === undefined ? hintsOf(schema).default : value
}

/** Without what is undefined, so that a document says only what somebody gave. */
export function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, cleaned(inner)]])))
}

/** Whether two JSON values are the same. */
export function equal(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && one.every((each, at) => equal(each, other[at]))
  if (!isRecord(one) || !isRecord(other) || Array.isArray(other)) return false
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => key in other && equal(one[key], other[key]))
}

const REFERENCE = /(?<!\$)\$\{[^}]+\}/

/** `${name}`, `${env:NAME}` or `${secret:NAME}` and nothing else: what is inside the braces. */
export function referenceIn(value: unknown): string | null {
  return typeof value === 'string' ? (/^\$\{([^}]+)\}$/.exec(value)?.[1] ?? null) : null
}

/** Whether the runtime puts something else in place of a part of the text, so that only it can check the result. */
export function refers(value: unknown): boolean {
  return typeof value === 'string' && REFERENCE.test(value)
}

/** What people typed for a number: a number where it is one, an exact integer where it is long, else the text itself. */
export function numberOf(text: string): number | bigint | string | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(trimmed)) return trimmed
  const value = Number(trimmed)
  return /^-?\d+$/.test(trimmed) && !Number.isSafeInteger(value) ? BigInt(trimmed) : value
}

/** A new row of a table: what it must have, as far as that can be guessed. */
export function seed(schema: Schema): unknown {
  const { variants } = hintsOf(schema)
  const [first] = variants ? Object.entries(variants.schemas) : []
  if (variants && first) return { ...(seed(first[1]) as object), [variants.tag]: first[0] }
  const guesses = requiredOf(schema).flatMap((name) => {
    const guess = guessed(propertiesOf(schema)[name] ?? {})
    return guess === undefined ? [] : [[name, guess] as const]
  })
  return Object.fromEntries(guesses)
}

function guessed(schema: Schema): unknown {
  const { path } = hintsOf(schema)
  return path ? 'payload' : choicesOf(schema)[0]
}

/** The values of a choice, in the order in which the author gave them titles. */
export function choicesOf(schema: Schema): readonly unknown[] {
  const values = Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : []
  const titles = Object.keys(hintsOf(schema).choices ?? {})
  const place = (value: unknown) => (titles.includes(String(value)) ? titles.indexOf(String(value)) : titles.length)
  return [...values].sort((one, other) => place(one) - place(other))
}

/** A row that becomes another kind: what both have stays. */
export function carried(value: Record<string, unknown>, { tag, schemas }: Variants, name: string): Record<string, unknown> {
  const schema = schemas[name] ?? {}
  const kept = Object.entries(value).filter(([key]) => key in propertiesOf(schema))
  return { ...(seed(schema) as object), ...Object.fromEntries(kept), [tag]: name }
}

/** Whether a field has a meaning beside the other values of its object. */
export function applies(schema: Schema, name: string, values: Readonly<Record<string, unknown>>): boolean {
  const fields = propertiesOf(schema)
  const { when = {} } = hintsOf(fields[name] ?? {})
  return Object.entries(when).every(([other, wanted]) => {
    const value = effective(fields[other] ?? {}, values[other])
    return refers(value) || wanted.includes(value)
  })
}
