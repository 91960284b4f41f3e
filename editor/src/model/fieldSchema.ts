import { withoutKey } from './mapRows'
import { isRecord } from './reading'
import { propertiesOf } from './schema'
import type { Schema, Text } from './types'

/** What stands under `x-sinterflow` in a field's schema; the last five are written by `shaped`. */
export interface Hints {
  title?: Text
  help?: Text
  unit?: string
  advanced?: boolean
  secret?: boolean
  connection?: string
  tag?: boolean
  node?: boolean
  /** Makes sense only while each of these other fields has one of the values. */
  when?: Record<string, readonly unknown[]>
  browse?: boolean
  path?: boolean
  typed?: boolean
  code?: string
  duration?: boolean
  choices?: Record<string, Text>
  /** Null stands for nothing; the field can be emptied. */
  nullable?: boolean
  /** What counts when the field is left out. */
  default?: unknown
  /** The kinds of object that stand here, told apart by the property `tag`. */
  variants?: Variants
  /** It says where a typed value is read. */
  source?: boolean
  /** One of a few words, or a list. */
  words?: readonly string[]
}

export interface Variants {
  tag: string
  schemas: Record<string, Schema>
  titles: Record<string, Text>
}

const HINTS = 'x-sinterflow'

export function hintsOf(schema: Schema): Hints {
  const hints = schema[HINTS]
  return isRecord(hints) ? hints : {}
}

/**
 * The schema as forms and checks read it: references are filled in, `anyOf` with null is a mark, and defaults are hints,
 * so that nothing writes them into a document.
 */
export function shaped(schema: Schema): Schema {
  const definitions = isRecord(schema['$defs']) ? schema['$defs'] : {}
  return shape(schema, definitions)
}

function shape(given: Schema, definitions: Record<string, unknown>): Schema {
  const schema = filledIn(given, definitions)
  const { default: standard, anyOf, discriminator, ...kept } = schema
  const hints: Hints = { ...hintsOf(schema), ...(standard === undefined ? {} : { default: standard }) }
  const alternatives = Array.isArray(anyOf) ? anyOf.filter(isRecord) : []
  const others = alternatives.filter((each) => each['type'] !== 'null')
  if (others.length < alternatives.length) hints.nullable = true
  if (isRecord(discriminator)) return withHints({ ...kept, type: 'object' }, { ...hints, variants: variantsOf(others, discriminator, definitions) })
  const [only, list] = others
  if (others.length === 1 && only) {
    const inner = shape(only, definitions)
    return withHints({ ...inner, ...kept }, { ...hintsOf(inner), ...hints })
  }
  if (only && list && Array.isArray(only['enum']) && list['type'] === 'array') {
    return withHints({ ...kept, items: part(list['items'], definitions) }, { ...hints, words: only['enum'].map(String) })
  }
  return withHints(parts(kept, definitions), hints)
}

function filledIn(schema: Schema, definitions: Record<string, unknown>): Schema {
  const { $ref: name, ...rest } = schema
  const found = typeof name === 'string' ? definitions[name.replace('#/$defs/', '')] : undefined
  return isRecord(found) ? { ...found, ...rest } : withoutKey(rest, '$defs')
}

function parts(schema: Schema, definitions: Record<string, unknown>): Schema {
  const made: Schema = { ...schema }
  if (isRecord(schema['properties'])) {
    made['properties'] = Object.fromEntries(Object.entries(schema['properties']).map(([name, one]) => [name, part(one, definitions)]))
  }
  if (isRecord(schema['items'])) made['items'] = titled(part(schema['items'], definitions), hintsOf(schema).choices)
  if (isRecord(schema['additionalProperties'])) made['additionalProperties'] = part(schema['additionalProperties'], definitions)
  if (Array.isArray(schema['prefixItems'])) made['prefixItems'] = schema['prefixItems'].map((one) => part(one, definitions))
  return made
}

function part(schema: unknown, definitions: Record<string, unknown>): Schema {
  return isRecord(schema) ? shape(schema, definitions) : {}
}

function variantsOf(others: readonly Schema[], discriminator: Record<string, unknown>, definitions: Record<string, unknown>): Variants {
  const tag = String(discriminator['propertyName'])
  const schemas = others.map((each) => {
    const variant = shape(each, definitions)
    const [value] = propertiesOf(variant)[tag]?.['enum'] as unknown[]
    return [String(value), variant] as const
  })
  return { tag, schemas: Object.fromEntries(schemas), titles: {} }
}

/** The kinds of a table's rows are titled by the table's `choices`. */
function titled(items: Schema, titles: Record<string, Text> | undefined): Schema {
  const { variants } = hintsOf(items)
  return variants && titles ? withHints(items, { ...hintsOf(items), variants: { ...variants, titles } }) : items
}

function withHints(schema: Schema, hints: Hints): Schema {
  return { ...schema, [HINTS]: hints }
}

/** The properties that must be given. */
export function requiredOf(schema: Schema): readonly string[] {
  return Array.isArray(schema['required']) ? schema['required'].map(String) : []
}

/** The connection that a config names, whose peer can be browsed for the addresses of its other fields. */
export function connectionIn(schema: Schema, value: Readonly<Record<string, unknown>>): string | null {
  const [field] = Object.entries(propertiesOf(schema)).find(([, each]) => hintsOf(each).connection) ?? []
  const named = field === undefined ? undefined : value[field]
  return typeof named === 'string' && named !== '' ? named : null
}
