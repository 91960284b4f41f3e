import type { FlowState, NodeState, WireState } from './types'
import { tapTopic, wireEnds, type Tap } from './wires'

export const notRunning: FlowState = { running: false, nodes: {}, wires: {} }

/** `after`, in which whatever is as `before` is the same object. */
export function shared(before: FlowState, after: FlowState): FlowState {
  return { running: after.running, nodes: each<NodeState>(before.nodes, after.nodes), wires: each<WireState>(before.wires, after.wires) }
}

function each<T extends object>(before: Record<string, T>, after: Record<string, T>): Record<string, T> {
  let same = Object.keys(before).length === Object.keys(after).length
  const made = Object.fromEntries(
    Object.entries(after).map(([id, value]) => {
      const known = before[id]
      if (known && alike(known, value)) return [id, known]
      same = false
      return [id, value]
    }),
  )
  return same ? before : made
}

function alike(one: object, other: object): boolean {
  const [mine, theirs] = [one as Record<string, unknown>, other as Record<string, unknown>]
  const keys = Object.keys(mine)
  return keys.length === Object.keys(theirs).length && keys.every((key) => same(mine[key], theirs[key]))
}

/** A text in two languages comes as a new object each time. */
function same(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other))
}

/** The taps of all wired ports of a running flow, by node: what comes in, then what goes out. */
export function portTaps(flow: string, wireIds: readonly string[]): Map<string, Tap[]> {
  const taps = new Map<string, Map<string, Tap>>()
  const add = (node: string, side: 'in' | 'out', port: string) => {
    const topic = tapTopic(flow, node, side, port)
    const known = taps.get(node) ?? new Map<string, Tap>()
    taps.set(node, known.set(topic, { topic, side, port }))
  }
  for (const id of wireIds) {
    const { from, to } = wireEnds(id)
    add(from.node, 'out', from.port)
    add(to.node, 'in', to.port)
  }
  return new Map([...taps].map(([node, of]) => [node, [...of.values()]]))
}
