import { hintsOf, shaped } from './fieldSchema'
import { isRecord } from './reading'
import { itemsOf, propertiesOf } from './schema'
import { localized } from './text'
import type { Language, Schema } from './types'

/** What people call a field, from the outer names to the inner ones, and what is declared of it (as `shaped` has it). */
export interface Labelled {
  labels: string[]
  schema: Schema
}

/** The names of a field and of those around it, as the type's schema has them. */
export function labelled(schema: Schema | undefined, path: readonly string[], language: Language): Labelled {
  let at = schema ? shapedOnce(schema) : {}
  const labels = path.flatMap((step) => {
    // Where a value is read is its value: the words “from” and “path” would say nothing.
    if (isTyped(at) && (step === 'from' || step === 'path')) {
      at = step === 'from' ? { 'x-sinterflow': { source: true } } : {}
      return []
    }
    const row = /^\d+$/.test(step) && at['type'] === 'array' ? Number(step) : null
    const label = row === null ? (titleOf(at, step, undefined, language) ?? step) : String(row + 1)
    at = row === null ? memberOf(at, step, undefined) : rowOf(at, row)
    return [label]
  })
  return { labels, schema: at }
}

/** One value, not a map of them by names that people gave. */
function isTyped(schema: Schema): boolean {
  return hintsOf(schema).typed === true && schema['type'] !== 'object'
}

function rowOf(schema: Schema, index: number): Schema {
  const places = schema['prefixItems']
  const own: unknown = Array.isArray(places) ? places[index] : undefined
  return isRecord(own) ? own : itemsOf(schema)
}

const KNOWN = new WeakMap<Schema, Schema>()

function shapedOnce(schema: Schema): Schema {
  const made = KNOWN.get(schema) ?? shaped(schema)
  KNOWN.set(schema, made)
  return made
}

/** What is declared of a member of `value`, which tells kinds of rows apart; empty where nothing is. */
export function memberOf(schema: Schema, key: string, value: unknown): Schema {
  const { variants } = hintsOf(schema)
  if (variants?.tag === key) return { 'x-sinterflow': { choices: variants.titles } }
  if (variants) {
    const kind = isRecord(value) ? variants.schemas[String(value[variants.tag])] : undefined
    const found = (kind ? [kind] : Object.values(variants.schemas)).find((each) => key in propertiesOf(each))
    return propertiesOf(found ?? {})[key] ?? {}
  }
  if (schema['type'] === 'object' && hintsOf(schema).typed) return { 'x-sinterflow': { typed: true } }
  return propertiesOf(schema)[key] ?? (isRecord(schema['additionalProperties']) ? schema['additionalProperties'] : {})
}

/** What a member that is declared by its name is called; undefined: it has no name but the one it is written by. */
export function titleOf(schema: Schema, key: string, value: unknown, language: Language): string | undefined {
  const declared = key in propertiesOf(schema) || hintsOf(schema).variants !== undefined
  const title = declared ? localized(hintsOf(memberOf(schema, key, value)).title, language) : ''
  return title || undefined
}
