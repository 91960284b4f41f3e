import type { AnyDocument, DocumentKey, Graph, NodeEntry } from './document'
import { isRecord } from './reading'
import { subflowOf } from './ports'
import { graphsOf, type Place } from './places'
import { alternatives, hintsOf, itemsOf, propertiesOf, resolved } from './schema'
import type { NodeType, Schema } from './types'

export const KINDS = ['tag', 'connection', 'flow', 'global', 'parameter', 'secret', 'subflow', 'link'] as const

/** What can be looked up: `flow` and `global` are the keys of the two contexts, a `link` is `flow/node`. */
export type Kind = (typeof KINDS)[number]
export type Access = 'reads' | 'writes' | 'uses'

/** Something that a node's config names; a `node` is an id of the node's own graph. */
export interface Mention {
  kind: Kind | 'node'
  name: string
  access: Access
  /** Where the name alone stands in the config; null: it is a part of a text, or the type of the node. */
  at: At | null
  /** The key of the config. */
  field: string
}

type At = readonly (string | number)[]

/** A node that refers to something. */
export interface Reference extends Mention, Place {}

type Types = ReadonlyMap<string, NodeType>

/** Who uses what in a document, by the declarations of its node types: nothing here knows a type by its name. */
export function referencesOf(key: DocumentKey, document: AnyDocument, types: Types): Reference[] {
  return graphsOf(key, document).flatMap(({ place, graph }) =>
    Object.entries(graph.nodes).flatMap(([node, entry]) => distinct(mentionsOf(entry, types)).map((mention) => ({ ...place, node, ...mention }))),
  )
}

/** All that a node names, each time that it does. */
export function mentionsOf(entry: NodeEntry, types: Types): Mention[] {
  const type = types.get(entry.type)
  const found: Mention[] = []
  const subflow = subflowOf(entry.type)
  if (subflow !== null) found.push({ kind: 'subflow', name: subflow, access: 'uses', at: null, field: '' })
  const outward: Access = type === undefined || type.effect === 'none' ? 'reads' : 'writes'
  for (const [field, value] of Object.entries(entry.config ?? {})) {
    const add: Add = (kind, name, at, access) => found.push({ kind, name, access: access ?? outward, at, field })
    const schema = type ? propertiesOf(type.config)[field] : undefined
    if (type && schema) walk(schema, value, [field], { root: type.config, add, target: targetOf(entry.config, null) })
    if (field === 'to' && type?.role.startsWith('link-')) named(value, [field], (name, at) => add('link', name, at, 'uses'))
    inserted(value, add)
  }
  return found
}

/** Writes other names where nodes of a graph name something; undefined leaves a name as it is. Works on a draft. */
export function renameMentions(graph: Graph, types: Types, other: (mention: Mention) => string | undefined, among = Object.keys(graph.nodes)): void {
  for (const id of among) {
    const entry = graph.nodes[id]
    for (const mention of entry ? mentionsOf(entry, types) : []) {
      const name = mention.at && other(mention)
      if (entry?.config && mention.at && typeof name === 'string' && name !== mention.name) put(entry.config, mention.at, name)
    }
  }
}

function put(config: Record<string, unknown>, at: At, name: string): void {
  const holder = at.slice(0, -1).reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], config)
  const key = at.at(-1)
  if (key !== undefined) (holder as Record<string | number, unknown>)[key] = name
}

type Add = (kind: Mention['kind'], name: string, at: At | null, access?: Access) => void

interface Walk {
  root: Schema
  add: Add
  /** Whose properties the paths around are: the message's (null), or a context's. */
  target: 'flow' | 'global' | null
}

function walk(schema: Schema, value: unknown, at: At, around: Walk): void {
  const here = resolved(schema, around.root)
  const hints = hintsOf(here)
  const { add, target } = around
  if (hints['tag'] !== undefined) named(value, at, (name, where) => add('tag', name, where))
  if (hints['connection'] !== undefined) named(value, at, (name, where) => add('connection', name, where))
  if (hints['node'] !== undefined) named(value, at, (name, where) => add('node', name, where, 'uses'))
  if (hints['typed'] !== undefined) typed(value, add)
  if (hints['code'] !== undefined && typeof value === 'string') code(value, add)
  if (hints['path'] !== undefined && target && typeof value === 'string') add(target, keyOf(value), null, 'writes')
  for (const other of alternatives(here)) walk(other, value, at, around)
  if (Array.isArray(value)) value.forEach((item, index) => walk(itemsOf(here), item, [...at, index], around))
  if (!isRecord(value)) return
  const inside = { ...around, target: targetOf(value, target) }
  const properties = propertiesOf(here)
  const others = isRecord(here['additionalProperties']) ? here['additionalProperties'] : {}
  for (const [key, inner] of Object.entries(value)) walk(properties[key] ?? others, inner, [...at, key], inside)
}

/** `{"from": "flow", "path": …}` reads a context. */
function typed(value: unknown, add: Add): void {
  if (!isRecord(value) || typeof value['path'] !== 'string') return
  if (value['from'] === 'flow' || value['from'] === 'global') add(value['from'], keyOf(value['path']), null, 'reads')
}

const CONTEXT_CALL = /\b(flow|glob)\.(get|set|update|delete)\(\s*\(?\s*(['"])((?:(?!\3).)+)\3/g

/** What Python code does with literal keys of the contexts; a key that it works out is not seen. */
function code(text: string, add: Add): void {
  for (const [, context, act, , path] of text.matchAll(CONTEXT_CALL)) {
    add(context === 'flow' ? 'flow' : 'global', keyOf(path ?? ''), null, act === 'get' ? 'reads' : 'writes')
  }
}

const INSERTED = /\$?\$\{([^}]*)\}/g

/** `${name}` and `${secret:NAME}` in any text. */
function inserted(value: unknown, add: Add): void {
  if (typeof value === 'string') {
    for (const [whole, name = ''] of value.matchAll(INSERTED)) {
      if (whole.startsWith('$$') || name.startsWith('env:')) continue
      if (name.startsWith('secret:')) add('secret', name.slice('secret:'.length), null, 'reads')
      else add('parameter', name, null, 'reads')
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

/** The names that a field holds: one, or a list of them. */
function named(value: unknown, at: At, say: (name: string, at: At) => void): void {
  if (Array.isArray(value)) value.forEach((item, index) => named(item, [...at, index], say))
  else if (typeof value === 'string' && value !== '' && !value.includes('${')) say(value, at)
}

function distinct(mentions: Mention[]): Mention[] {
  return [...new Map(mentions.map((each) => [`${each.kind} ${each.access} ${each.field} ${each.name}`, each])).values()]
}
