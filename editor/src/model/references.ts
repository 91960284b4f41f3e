import type { AnyDocument, DocumentKey, NodeEntry } from './document'
import { isRecord } from './reading'
import { subflowOf } from './ports'
import { graphsOf, type Place } from './places'
import { alternatives, hintsOf, itemsOf, propertiesOf, resolved } from './schema'
import type { NodeType, Schema } from './types'

export const KINDS = ['tag', 'connection', 'flow', 'global', 'parameter', 'secret', 'subflow'] as const

/** What can be referred to; `flow` and `global` are the keys of the two contexts. */
export type Kind = (typeof KINDS)[number]
export type Access = 'reads' | 'writes' | 'uses'

/** A node that refers to something; `field` is the key of its config. */
export interface Reference extends Place {
  kind: Kind
  name: string
  access: Access
  field: string
}

/** Who uses what in a document, by the declarations of its node types: nothing here knows a type by its name. */
export function referencesOf(key: DocumentKey, document: AnyDocument, types: ReadonlyMap<string, NodeType>): Reference[] {
  return graphsOf(key, document).flatMap(({ place, graph }) =>
    Object.entries(graph.nodes).flatMap(([node, entry]) => ofNode({ ...place, node }, entry, types.get(entry.type))),
  )
}

function ofNode(place: Place, entry: NodeEntry, type: NodeType | undefined): Reference[] {
  const found: Reference[] = []
  const subflow = subflowOf(entry.type)
  if (subflow !== null) found.push({ ...place, kind: 'subflow', name: subflow, access: 'uses', field: '' })
  const outward: Access = type === undefined || type.effect === 'none' ? 'reads' : 'writes'
  for (const [field, value] of Object.entries(entry.config ?? {})) {
    const add: Add = (kind, name, access) => found.push({ ...place, kind, name, access: access ?? outward, field })
    const schema = type ? propertiesOf(type.config)[field] : undefined
    if (type && schema) walk(schema, value, { root: type.config, add, target: targetOf(entry.config, null) })
    inserted(value, add)
  }
  return distinct(found)
}

type Add = (kind: Kind, name: string, access?: Access) => void

interface Walk {
  root: Schema
  add: Add
  /** Whose properties the paths around are: the message's (null), or a context's. */
  target: 'flow' | 'global' | null
}

function walk(schema: Schema, value: unknown, around: Walk): void {
  const here = resolved(schema, around.root)
  const hints = hintsOf(here)
  const { add, target } = around
  if (hints['tag'] !== undefined) for (const name of strings(value)) add('tag', name)
  if (hints['connection'] !== undefined) for (const name of strings(value)) add('connection', name)
  if (hints['typed'] !== undefined) typed(value, add)
  if (hints['code'] !== undefined && typeof value === 'string') code(value, add)
  if (hints['path'] !== undefined && target && typeof value === 'string') add(target, keyOf(value), 'writes')
  for (const other of alternatives(here)) walk(other, value, around)
  if (Array.isArray(value)) for (const item of value) walk(itemsOf(here), item, around)
  if (!isRecord(value)) return
  const inside = { ...around, target: targetOf(value, target) }
  const properties = propertiesOf(here)
  const others = isRecord(here['additionalProperties']) ? here['additionalProperties'] : {}
  for (const [key, inner] of Object.entries(value)) walk(properties[key] ?? others, inner, inside)
}

/** `{"from": "flow", "path": …}` reads a context. */
function typed(value: unknown, add: Add): void {
  if (!isRecord(value) || typeof value['path'] !== 'string') return
  if (value['from'] === 'flow' || value['from'] === 'global') add(value['from'], keyOf(value['path']), 'reads')
}

const CONTEXT_CALL = /\b(flow|glob)\.(get|set|update|delete)\(\s*\(?\s*(['"])((?:(?!\3).)+)\3/g

/** What Python code does with literal keys of the contexts; a key that it works out is not seen. */
function code(text: string, add: Add): void {
  for (const [, context, act, , path] of text.matchAll(CONTEXT_CALL)) {
    add(context === 'flow' ? 'flow' : 'global', keyOf(path ?? ''), act === 'get' ? 'reads' : 'writes')
  }
}

const INSERTED = /\$?\$\{([^}]*)\}/g

/** `${name}` and `${secret:NAME}` in any text. */
function inserted(value: unknown, add: Add): void {
  if (typeof value === 'string') {
    for (const [whole, name = ''] of value.matchAll(INSERTED)) {
      if (whole.startsWith('$$') || name.startsWith('env:')) continue
      if (name.startsWith('secret:')) add('secret', name.slice('secret:'.length), 'reads')
      else add('parameter', name, 'reads')
    }
  } else if (Array.isArray(value)) value.forEach((item) => inserted(item, add))
  else if (isRecord(value)) Object.values(value).forEach((item) => inserted(item, add))
}

/** A key `target` says whose properties the paths beside it are. */
function targetOf(value: unknown, otherwise: Walk['target']): Walk['target'] {
  const target = isRecord(value) ? value['target'] : undefined
  if (target === 'flow' || target === 'global') return target
  return typeof target === 'string' ? null : otherwise
}

/** The first key of a path such as `readings["F1.Z1.PV"].value`. */
function keyOf(path: string): string {
  return /^\["([^"]*)"\]/.exec(path)?.[1] ?? /^[^.[]*/.exec(path)?.[0] ?? path
}

function strings(value: unknown): string[] {
  const all = Array.isArray(value) ? value : [value]
  return all.filter((each): each is string => typeof each === 'string' && each !== '' && !each.includes('${'))
}

function distinct(references: Reference[]): Reference[] {
  return [...new Map(references.map((each) => [`${each.kind} ${each.access} ${each.field} ${each.name}`, each])).values()]
}
