import { hintsOf } from './fieldSchema'
import type { FieldPath } from './fieldPath'
import { itemsOf, propertiesOf } from './schema'
import { isRecord } from './reading'
import type { Schema } from './types'

/** Which control a field has. `object` and `table` hold fields of their own. */
export type Kind =
  | 'boolean' | 'choice' | 'code' | 'connection' | 'duration' | 'json' | 'list' | 'node' | 'number' | 'object' | 'path' | 'secret'
  | 'table' | 'tag' | 'tags' | 'text' | 'textMap' | 'tuple' | 'typed' | 'typedMap' | 'variant' | 'words'

/** The control of a `shaped` schema; what no other one fits is edited as JSON. */
export function kindOf(schema: Schema): Kind {
  const { typed, variants, words, connection, tag, code, duration, path, node, secret } = hintsOf(schema)
  const type = schema['type']
  if (variants) return 'variant'
  if (words) return 'words'
  if (type === 'array') return kindOfArray(schema)
  if (type === 'object') return typed ? 'typedMap' : kindOfObject(schema)
  if (typed) return 'typed'
  if (connection) return 'connection'
  if (tag) return 'tag'
  if (code) return 'code'
  if (Array.isArray(schema['enum'])) return 'choice'
  if (type === 'boolean') return 'boolean'
  if (type === 'number' || type === 'integer') return 'number'
  if (type !== 'string') return 'json'
  if (duration) return 'duration'
  if (path) return 'path'
  if (node) return 'node'
  return secret ? 'secret' : 'text'
}

function kindOfArray(schema: Schema): Kind {
  if (Array.isArray(schema['prefixItems'])) return 'tuple'
  if (hintsOf(schema).tag) return 'tags'
  const items = kindOf(itemsOf(schema))
  if (items === 'object' || items === 'variant') return 'table'
  return ['text', 'number', 'path', 'node', 'choice'].includes(items) ? 'list' : 'json'
}

function kindOfObject(schema: Schema): Kind {
  if (isRecord(schema['properties'])) return 'object'
  const values = schema['additionalProperties']
  return isRecord(values) && values['type'] === 'string' ? 'textMap' : 'json'
}

/** Whether a parameter may stand for the whole value; code reads `env` instead, and rows have fields of their own. */
export function referable(kind: Kind): boolean {
  return !['code', 'object', 'table', 'textMap', 'typedMap', 'variant', 'typed', 'json', 'secret', 'tuple'].includes(kind)
}

/** Whether faults of what is inside are shown at the field itself. */
export function isLeaf(kind: Kind): boolean {
  return kind !== 'object' && kind !== 'table' && kind !== 'variant'
}

/** The part of a place that has a control of its own: what is wrong inside of that control's value is said there. */
export function leafPath(schema: Schema, path: FieldPath): FieldPath {
  let at = schema
  for (const [depth, part] of path.entries()) {
    const kind = kindOf(at)
    if (isLeaf(kind)) return path.slice(0, depth)
    if (kind === 'table') at = itemsOf(at)
    else if (kind === 'object') at = propertiesOf(at)[part] ?? {}
    else return path.slice(0, depth + 1)
  }
  return path
}
