import { parse } from 'lossless-json'
import { isEmptyClip, type Clip } from './clip'
import type { GroupEntry, NodeEntry, NoteEntry, Point, SubflowEntry, WireEntry } from './document'
import { isId } from './ids'
import { cleanPolicy, endNode } from './cleanWires'
import { leftOut, type LeftOut } from './pasteRemarks'
import { isRecord } from './reading'
import type { Text } from './types'
import { exact } from './lossless'

/** Characters of a text, nodes of a piece, levels of a config: beyond these it is refused. */
const LONGEST = 8_000_000
const MOST = 5000
const DEEPEST = 64

/**
 * What a text from the clipboard holds; null when that is nothing of ours. The text may come from anywhere: only what
 * the runtime knows is taken over, and what does not fit together is `left` out.
 */
export function cleanClip(text: string): { clip: Clip; left: LeftOut } | null {
  if (text.length > LONGEST || !text.trimStart().startsWith('{')) return null
  let value: unknown
  try {
    value = parse(text, undefined, exact)
  } catch {
    return null
  }
  if (!isRecord(value) || !isRecord(value['nodes'])) return null
  const clip = { ...graphOf(value), subflows: entries(value['subflows'], subflowOf), flow: idOr(value['flow'] ?? value['id'], '') }
  return isEmptyClip(clip) ? null : { clip, left: leftOut(value, clip) }
}

type Piece = Pick<Clip, 'nodes' | 'wires' | 'groups' | 'notes' | 'layout'>

function graphOf(value: Record<string, unknown>): Piece {
  const nodes = entries(value['nodes'], nodeOf)
  const among = new Set(Object.keys(nodes))
  const groups = entries(value['groups'], (group) => groupOf(group, among))
  for (const group of Object.values(groups)) if (group.parent !== undefined && !groups[group.parent]) delete group.parent
  return {
    nodes,
    wires: wiresOf(value['wires'], among),
    groups: withoutCircles(groups),
    notes: entries(value['notes'], noteOf),
    layout: Object.fromEntries(Object.entries(entries(value['layout'], pointOf)).filter(([id]) => among.has(id))),
  }
}

/** The entries of an object that have an id for a name and something good in them, ids unlike in more than their case. */
function entries<T>(value: unknown, one: (value: unknown) => T | null): Record<string, T> {
  const seen = new Set<string>()
  const found = Object.entries(isRecord(value) ? value : {}).flatMap(([id, inner]) => {
    const good = isId(id) && !seen.has(id.toLowerCase()) ? one(inner) : null
    if (good === null || seen.size >= MOST) return []
    seen.add(id.toLowerCase())
    return [[id, good] as const]
  })
  return Object.fromEntries(found)
}

function nodeOf(value: unknown): NodeEntry | null {
  if (!isRecord(value) || typeof value['type'] !== 'string' || !/^[\w.:-]{1,160}$/.test(value['type'])) return null
  const { version, disabled, config } = value
  return {
    type: value['type'],
    ...text('name', value['name']),
    ...text('info', value['info']),
    ...(Number.isInteger(version) && Number(version) >= 1 ? { version: Number(version) } : {}),
    ...(disabled === true ? { disabled } : {}),
    ...(isRecord(config) ? { config: plain(config, 0) as Record<string, unknown> } : {}),
  }
}

/** A config is the node's own affair; only what would mean something else to a program than to a reader is dropped. */
function plain(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) return null
  if (Array.isArray(value)) return value.map((inner) => plain(inner, depth + 1))
  if (!isRecord(value)) return value
  const kept = Object.entries(value).filter(([key]) => key !== '__proto__')
  return Object.fromEntries(kept.map(([key, inner]) => [key, plain(inner, depth + 1)]))
}

function wiresOf(value: unknown, among: ReadonlySet<string>): WireEntry[] {
  const seen = new Set<string>()
  return (Array.isArray(value) ? value : []).flatMap((wire: unknown) => {
    if (!Array.isArray(wire)) return []
    const [from, to, policy] = wire as unknown[]
    if (typeof from !== 'string' || typeof to !== 'string' || !among.has(endNode(from)) || !among.has(endNode(to))) return []
    const key = `${from}>${to}`
    if (seen.has(key)) return []
    seen.add(key)
    const good = cleanPolicy(policy)
    return [good ? [from, to, good] : [from, to]] as WireEntry[]
  })
}

function groupOf(value: unknown, among: ReadonlySet<string>): GroupEntry | null {
  if (!isRecord(value)) return null
  const { color, parent } = value
  return {
    ...text('name', value['name']),
    nodes: strings(value['nodes']).filter((id) => among.has(id)),
    ...(typeof color === 'string' && /^[#\w]{1,32}$/.test(color) ? { color } : {}),
    ...(typeof parent === 'string' && isId(parent) ? { parent } : {}),
  }
}

/** Each node in one group only, and no group inside itself. */
function withoutCircles(groups: Record<string, GroupEntry>): Record<string, GroupEntry> {
  const grouped = new Set<string>()
  for (const [id, group] of Object.entries(groups)) {
    group.nodes = [...new Set(group.nodes)].filter((node) => !grouped.has(node))
    for (const node of group.nodes) grouped.add(node)
    const above = new Set([id])
    for (let at = group.parent; at !== undefined; at = groups[at]?.parent) {
      if (above.has(at)) {
        delete group.parent
        break
      }
      above.add(at)
    }
  }
  return groups
}

function noteOf(value: unknown): NoteEntry | null {
  if (!isRecord(value)) return null
  const [words, at, size] = [textOf(value['text']), pointOf(value['at']), pointOf(value['size'])]
  return words === null || at === null ? null : { text: words, at, ...(size ? { size } : {}) }
}

function subflowOf(value: unknown): SubflowEntry | null {
  if (!isRecord(value) || !isRecord(value['nodes'])) return null
  const graph = graphOf(value)
  const ends = (side: unknown) => entries(side, (inner) => strings(inner).filter((text) => graph.nodes[endNode(text)]))
  const parameters = entries(value['parameters'], (inner) => (isRecord(inner) && typeof inner['type'] === 'string' ? (plain(inner, 0) as { type: string }) : null))
  const status = value['status']
  return {
    ...text('name', value['name']),
    ...text('description', value['description']),
    ...(Object.keys(parameters).length ? { parameters } : {}),
    inputs: ends(value['inputs']),
    outputs: ends(value['outputs']),
    ...(typeof status === 'string' && graph.nodes[status] ? { status } : {}),
    ...graph,
  }
}

function text<K extends string>(key: K, value: unknown): Partial<Record<K, Text>> {
  const words = textOf(value)
  return words === null || words === '' ? {} : ({ [key]: words } as Partial<Record<K, Text>>)
}

function textOf(value: unknown): Text | null {
  if (typeof value === 'string') return value
  if (!isRecord(value)) return null
  const words = Object.fromEntries(Object.entries(value).filter(([key, inner]) => (key === 'en' || key === 'zh') && typeof inner === 'string'))
  return Object.keys(words).length ? words : null
}

function pointOf(value: unknown): Point | null {
  if (!Array.isArray(value) || value.length !== 2) return null
  const [x, y] = value as unknown[]
  const good = (each: unknown): each is number => typeof each === 'number' && Number.isFinite(each) && Math.abs(each) < 1e7
  return good(x) && good(y) ? [x, y] : null
}

function strings(value: unknown): string[] {
  return (Array.isArray(value) ? value : []).filter((each): each is string => typeof each === 'string')
}

function idOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && isId(value) ? value : otherwise
}
