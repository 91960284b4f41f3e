import type { NodeEntry, SubflowEntry } from './document'
import { ERROR_PORT, portsOf, subflowOf, type KnownTypes } from './ports'
import { isRecord } from './reading'
import type { Port, Schema } from './types'
import { end } from './wires'

export type Side = 'in' | 'out'

/** Deeper nesting than this is a subflow that holds itself. */
const DEEPEST = 16

/** What a port says of the payload: one schema, for a subflow that of each end inside; empty: anything goes. */
export function payloadsOf(node: NodeEntry, port: string, side: Side, known: KnownTypes, inner: Readonly<Record<string, SubflowEntry>>, depth = 0): Schema[] {
  if (side === 'out' && port === ERROR_PORT) return []
  const name = subflowOf(node.type)
  if (name !== null) {
    const subflow = inner[name] ?? known.subflows[name]
    const ends = (side === 'in' ? subflow?.inputs : subflow?.outputs)?.[port] ?? []
    // What is written inside of the flow may use what is written there; a project-wide one only others of its kind.
    return depth > DEEPEST ? [] : ends.flatMap((text) => throughEnd(text, side, subflow, known, inner[name] ? inner : {}, depth))
  }
  const ports = portsOf(node, known, inner)
  const found = (side === 'in' ? ports.inputs : ports.outputs).find((each) => each.name === port)
  return found ? ofPort(found) : []
}

function throughEnd(text: string, side: Side, subflow: SubflowEntry | undefined, known: KnownTypes, inner: Readonly<Record<string, SubflowEntry>>, depth: number): Schema[] {
  const node = subflow?.nodes[end(text, '').node]
  if (!node) return []
  const ports = portsOf(node, known, inner)
  const { port } = end(text, (side === 'in' ? ports.inputs : ports.outputs)[0]?.name ?? side)
  return payloadsOf(node, port, side, known, inner, depth + 1)
}

function ofPort({ schema, message }: Port): Schema[] {
  if (!schema) return []
  if (!message) return [schema]
  const properties = schema['properties']
  const payload = isRecord(properties) ? properties['payload'] : undefined
  return isRecord(payload) ? [payload] : []
}

/** The kinds of value that a schema lets through; null: all. */
export function kindsOf(schema: Schema): ReadonlySet<string> | null {
  const type = schema['type']
  if (typeof type === 'string') return new Set([type])
  return Array.isArray(type) ? new Set(type.filter((each) => typeof each === 'string')) : null
}

/** Whether something of `given` can be something of `wanted`: no only where it never can, as the runtime judges. */
export function fits(given: Schema, wanted: Schema): boolean {
  const [left, right] = [kindsOf(given), kindsOf(wanted)].map((kinds) => kinds && (kinds.has('number') ? new Set([...kinds, 'integer']) : kinds))
  return !left || !right || [...left].some((kind) => right.has(kind))
}
