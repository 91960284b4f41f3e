import { Validator, type OutputUnit } from '@cfworker/json-schema'
import { hintsOf } from './fieldSchema'
import { itemsOf, propertiesOf } from './schema'
import { pathOfPointer, valueAt, type FieldPath } from './fieldPath'
import { refers } from './fieldValue'
import { isRecord } from './reading'
import type { Schema } from './types'

/** What a value is not: the rule of the schema, and what the rule asks for. */
export interface Misfit {
  path: FieldPath
  rule: Rule
  asked: unknown
  schema: Schema
}

const RULES = [
  'required', 'type', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength', 'pattern', 'enum', 'minItems', 'maxItems',
] as const
export type Rule = (typeof RULES)[number]

/** Everything in a value that a `shaped` schema does not admit. What a parameter or secret stands for is not known here. */
export function misfits(schema: Schema, value: unknown): Misfit[] {
  const checked = checkable(schema)
  const { errors } = new Validator(checked, '2020-12', false).validate(plain(value))
  const found = errors.flatMap((unit) => misfitsOf(unit, checked, value))
  return found.filter(({ path }, index) => !refers(valueAt(value, path)) && found.findIndex((other) => sameAs(other, found[index])) === index)
}

function sameAs(one: Misfit, other: Misfit | undefined): boolean {
  return JSON.stringify(one.path) === JSON.stringify(other?.path)
}

function misfitsOf(unit: OutputUnit, root: Schema, value: unknown): Misfit[] {
  const at = pathOfPointer(unit.keywordLocation)
  const rule = RULES.find((each) => each === at.at(-1))
  if (rule === undefined) return []
  const path = pathOfPointer(unit.instanceLocation)
  const schema = valueAt(root, at.slice(0, -1)) as Schema
  const asked = schema[rule]
  if (rule !== 'required') return [{ path, rule, asked, schema }]
  const given = valueAt(value, path)
  return (asked as string[])
    .filter((name) => !isRecord(given) || given[name] === undefined)
    .map((name) => ({ path: [...path, name], rule, asked: true, schema: propertiesOf(schema)[name] ?? {} }))
}

/** The schema with variants and fields that can be empty said in rules. */
function checkable(schema: Schema): Schema {
  const { variants, words, nullable } = hintsOf(schema)
  const made: Schema = { ...schema }
  if (isRecord(schema['properties'])) made['properties'] = mapped(propertiesOf(schema), checkable)
  if (isRecord(schema['items'])) made['items'] = checkable(itemsOf(schema))
  if (isRecord(schema['additionalProperties'])) made['additionalProperties'] = checkable(schema['additionalProperties'])
  if (Array.isArray(schema['prefixItems'])) made['prefixItems'] = schema['prefixItems'].map((each) => checkable(each as Schema))
  if (variants) {
    const { tag } = variants
    made['required'] = [tag]
    made['allOf'] = Object.entries(variants.schemas).map(([name, variant]) => ({
      if: { properties: { [tag]: { const: name } }, required: [tag] },
      then: checkable(variant),
    }))
  }
  if (words) return { ...made, if: { type: 'string' }, then: { enum: words } }
  if (!nullable) return made
  if (typeof made['type'] === 'string') made['type'] = [made['type'], 'null']
  if (Array.isArray(made['enum'])) made['enum'] = [...(made['enum'] as unknown[]), null]
  return made
}

function mapped(schemas: Record<string, Schema>, made: (schema: Schema) => Schema): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, made(schema)]))
}

/** Long integers as numbers: the checker knows no others. What is undefined is not there. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(plain)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, plain(inner)]])))
}
