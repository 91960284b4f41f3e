import { isRecord } from './reading'
import type { FlowDocument } from './document'
import type { WireState } from './types'

export interface End {
  node: string
  port: string
}

export interface WireEnds {
  from: End
  to: End
}

/** The ends of a wire's id `from:port>to:port`. */
export function wireEnds(id: string): WireEnds {
  const [from = '', to = ''] = id.split('>')
  return { from: end(from, 'out'), to: end(to, 'in') }
}

/** A wire's end: `node` or `node:port`. */
export function end(text: string, port: string): End {
  const at = text.lastIndexOf(':')
  return at < 0 ? { node: text, port } : { node: text.slice(0, at), port: text.slice(at + 1) }
}

/** The topic of the tap on a node's port; the first input needs no name. */
export function tapTopic(flow: string, node: string, side: 'in' | 'out', port: string): string {
  return `tap:${flow}/${node}/${side === 'in' && port === 'in' ? 'in' : `${side}:${port}`}`
}

export interface Tap {
  topic: string
  side: 'in' | 'out'
  port: string
}

/** A node's taps by node: its wired outputs, or its inputs where nothing leaves it. The error port speaks only when wired. */
export function tapsByNode(flow: string, wireIds: readonly string[]): Map<string, Tap[]> {
  const outputs = new Map<string, Set<string>>()
  const inputs = new Map<string, Set<string>>()
  for (const id of wireIds) {
    const { from, to } = wireEnds(id)
    add(outputs, from)
    add(inputs, to)
  }
  const taps = new Map<string, Tap[]>()
  for (const node of new Set([...outputs.keys(), ...inputs.keys()])) {
    const side = outputs.has(node) ? 'out' : 'in'
    const ports = (side === 'out' ? outputs : inputs).get(node) ?? []
    taps.set(node, [...ports].map((port) => ({ topic: tapTopic(flow, node, side, port), side, port })))
  }
  return taps
}

function add(ports: Map<string, Set<string>>, { node, port }: End): void {
  const known = ports.get(node)
  if (known) known.add(port)
  else ports.set(node, new Set([port]))
}

/** A wire as a row of the table; `state` is null while its flow does not run. */
export interface WireRow {
  id: string
  from: End
  to: End
  policy: string
  state: WireState | null
}

/** What runs, in the document's order and then what subflows bring; the document's wires while nothing runs. */
export function wiresInOrder(document: FlowDocument, states: Readonly<Record<string, WireState>>): WireRow[] {
  const written = (document.wires ?? []).map(([from, to, how]) => ({ from: end(from, ''), to: end(to, ''), how }))
  const ids = Object.keys(states)
  if (ids.length === 0) return written.map(({ from, to, how }) => planned(from, to, how))
  const place = (row: WireRow) => {
    const at = written.findIndex(({ from, to }) => means(from, row.from) && means(to, row.to))
    return at < 0 ? written.length : at
  }
  const rows = ids.flatMap((id) => {
    const state = states[id]
    return state ? [{ id, ...wireEnds(id), policy: state.policy, state }] : []
  })
  const places = new Map(rows.map((row) => [row, place(row)]))
  return rows.sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0))
}

/** An end that names no port means its node's first one, which only the runtime knows. */
function means(written: End, known: End): boolean {
  return written.node === known.node && (written.port === '' || written.port === known.port)
}

function planned(from: End, to: End, how: unknown): WireRow {
  const policy = isRecord(how) && typeof how['policy'] === 'string' ? how['policy'] : ''
  return { id: `${from.node}:${from.port}>${to.node}:${to.port}`, from, to, policy, state: null }
}
