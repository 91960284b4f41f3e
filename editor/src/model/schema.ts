import { isRecord } from './reading'
import type { Schema } from './types'

/** The runtime's hints for the form, below `x-sinterflow`. */
export function hintsOf(schema: Schema): Record<string, unknown> {
  const hints = schema['x-sinterflow']
  return isRecord(hints) ? hints : {}
}

/** The schema itself, or the definition it refers to; its own marks stay. */
export function resolved(schema: Schema, root: Schema): Schema {
  const name = typeof schema['$ref'] === 'string' ? /^#\/\$defs\/(.+)$/.exec(schema['$ref'])?.[1] : undefined
  const definitions = root['$defs']
  const definition = name !== undefined && isRecord(definitions) ? definitions[name] : undefined
  return isRecord(definition) ? { ...definition, ...schema, $ref: undefined } : schema
}

export function propertiesOf(schema: Schema): Record<string, Schema> {
  return isRecord(schema['properties']) ? (schema['properties'] as Record<string, Schema>) : {}
}

export function itemsOf(schema: Schema): Schema {
  return isRecord(schema['items']) ? schema['items'] : {}
}

export function alternatives(schema: Schema): Schema[] {
  const any = schema['anyOf'] ?? schema['oneOf']
  return Array.isArray(any) ? any.filter(isRecord) : []
}
