import { parted, type Part } from './changedParts'
import { graphOf, type AnyDocument, type Graph } from './document'
import { labelled } from './labels'
import { isRecord } from './reading'
import { localized } from './text'
import { nodeTitle, parameterTitle, type Words } from './titles'
import type { Schema, Text } from './types'
import { placeOf } from './undeclared'
import { end } from './wires'

/** One change in meaning, as the runtime tells it; `flow` is null for what flows share. */
export interface Change {
  what: 'added' | 'removed' | 'changed' | 'renamed' | 'moved'
  kind: string
  owner: string
  path: string
  field: string | null
  flow: string | null
  old: unknown
  new: unknown
  line: string
}

/** What changed about one thing (a node, a wire, a connection), in the words of people. */
export interface ChangedItem {
  kind: string
  /** Tells it from others of its flow. */
  id: string
  title: string
  /** The node to show on the canvas, with the subflow that it is in; null: there is none any more. */
  node: string | null
  inside: string | null
  lines: ChangedLine[]
}

export type ChangedLine = Part

/** What is needed to speak of nodes by their names: documents of a flow, the newer first, and types. */
export interface Names extends Words {
  documents: (flow: string) => readonly AnyDocument[]
  /** What is declared of a connection's settings, by its type where that is known; undefined: that is not known. */
  connection?: (id: string, type?: string) => Schema | undefined
  /** What flows are called, where their ids are values. */
  titles?: Readonly<Record<string, Text>>
}

/** The changes by flow (null: what flows share) and by thing, in the order in which they came. */
export function grouped(changes: readonly Change[], names: Names): { flow: string | null; items: ChangedItem[] }[] {
  const flows = new Map<string | null, Map<string, ChangedItem>>()
  for (const change of changes) {
    const flow = change.flow ?? (change.kind === 'flow' ? change.owner : null)
    const items = flows.get(flow) ?? new Map<string, ChangedItem>()
    flows.set(flow, items)
    const item = itemOf(change, flow === null ? [] : names.documents(flow), names)
    const known = items.get(item.id) ?? item
    items.set(item.id, known)
    known.lines.push(...parted(lineOf(change, names, typeOf(change, flow === null ? [] : names.documents(flow))), names.language))
  }
  return [...flows].map(([flow, items]) => ({ flow, items: [...items.values()] }))
}

/** Steps of a JSON pointer (RFC 6901). */
export function steps(pointer: string): string[] {
  return pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function itemOf({ kind, owner, path, what, new: now }: Change, documents: readonly AnyDocument[], words: Words): ChangedItem {
  const { inside, rest } = inner(steps(path))
  const graphs = documents.flatMap((each) => graphOf(each, inside) ?? [])
  const named = (id: string) => nodeTitle(graphs, id, words)
  const own = inside === null ? owner : owner.slice(inside.length + 1)
  const base = { kind, id: `${kind} ${owner}`, inside, node: null, lines: [] }
  if (kind === 'node') {
    const id = what === 'renamed' ? String(now) : (rest[1] ?? own)
    return { ...base, title: named(id), node: what === 'removed' ? null : id }
  }
  if (kind === 'wire') return { ...base, title: own.split(' → ').map((each) => endTitle(each, named)).join(' → ') }
  if (kind === 'order') return { ...base, title: endTitle(own, named), node: end(own, '').node }
  if (kind === 'parameter') return { ...base, title: parameterTitle(graphs, owner, words.language) }
  const table = { group: 'groups', subflow: 'subflows' }[kind] as 'groups' | 'subflows' | undefined
  const entry = table === undefined ? undefined : graphs.flatMap((each) => (each as Graph & { subflows?: Record<string, { name?: Text }> })[table]?.[owner] ?? [])[0]
  return { ...base, title: localized(entry?.name, words.language, kind === 'flow' || kind === 'project' ? '' : owner) }
}

/** Where a pointer leads: into a subflow that is written inside of a flow, or not. */
function inner(path: string[]): { inside: string | null; rest: string[] } {
  return path[0] === 'subflows' && path.length > 2 ? { inside: path[1] ?? null, rest: path.slice(2) } : { inside: null, rest: path }
}

function endTitle(written: string, named: (id: string) => string): string {
  const { node, port } = end(written, '')
  return port ? `${named(node)} · ${port}` : named(node)
}

function typeOf({ kind, path }: Change, documents: readonly AnyDocument[]): string | null {
  if (kind !== 'node') return null
  const { inside, rest } = inner(steps(path))
  const nodes = documents.flatMap((each) => graphOf(each, inside)?.nodes[rest[1] ?? ''] ?? [])
  return nodes[0]?.type ?? null
}

function lineOf(change: Change, names: Names, type: string | null): ChangedLine {
  const { what, kind, owner, path, field } = change
  const { types, language } = names
  const line: ChangedLine = { what, own: [], labels: [], schema: null, old: change.old, new: change.new }
  const { rest } = inner(steps(path))
  const [, , first, ...more] = rest
  const declared = kind === 'node' ? types?.get(type ?? '')?.config : kind === 'connection' ? names.connection?.(owner, typeIn(change)) : undefined
  const config = (inner: readonly string[]) => labelled(declared, inner, language)
  if (isConfigured(kind) && first === 'config') return { ...line, ...config(more), own: more.length > 0 ? [] : ['config'] }
  if (kind === 'connection' && field === null) return { ...line, schema: { properties: { config: config([]).schema } } }
  if (kind === 'node' && rest.length === 3) return { ...line, own: [first ?? ''], schema: first === 'type' ? typeNames(types) : null }
  if (kind === 'project' && field !== null && NAME_FLOWS.test(path)) return { ...line, own: placeOf(ownSteps(field), language).own, schema: { 'x-sinterflow': { choices: names.titles ?? {} } } }
  return field === null ? line : { ...line, ...placeOf(ownSteps(field), language) }
}

function isConfigured(kind: string): boolean {
  return kind === 'node' || kind === 'connection'
}

/** The type that a connection which came or went has or had. */
function typeIn({ old, new: now }: Change): string | undefined {
  const [type] = [now, old].flatMap((each) => (isRecord(each) && typeof each['type'] === 'string' ? [each['type']] : []))
  return type
}

/** Places whose values are ids of flows. */
const NAME_FLOWS = /^\/(protected|flow_order|settings\/areas\/[^/]+\/flows)\b/

function ownSteps(field: string): string[] {
  return field.replace(/\[(\d+)\]/g, (_, index) => `.${Number(index) + 1}`).split('.')
}

/** Types by what people call them, to be said in place of their ids. */
function typeNames(types: Names['types']): Schema {
  return { 'x-sinterflow': { choices: Object.fromEntries([...(types ?? [])].map(([id, { title }]) => [id, title])) } }
}
