import { same } from './same'
import { toneOf } from './status'
import type { FlowState, NodeState, WireState } from './types'
import { tapTopic, wireEnds, type Tap } from './wires'

export const notRunning: FlowState = { running: false, nodes: {}, wires: {} }

/** `after`, in which whatever is as `before` is the same object. */
export function shared(before: FlowState, after: FlowState): FlowState {
  return { running: after.running, nodes: each<NodeState>(before.nodes, after.nodes), wires: each<WireState>(before.wires, after.wires) }
}

function each<T extends object>(before: Record<string, T>, after: Record<string, T>): Record<string, T> {
  let unchanged = Object.keys(before).length === Object.keys(after).length
  const made = Object.fromEntries(
    Object.entries(after).map(([id, value]) => {
      const known = before[id]
      if (known && same(known, value)) return [id, known]
      unchanged = false
      return [id, value]
    }),
  )
  return unchanged ? before : made
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

const GRAVITY = ['failed', 'attention', 'info']

/** With the instances of subflows as nodes: the gravest state inside, what comes in and goes out, all errors. */
export function withInstances(state: FlowState): FlowState {
  const made: Record<string, NodeState> = {}
  for (const [id, inner] of Object.entries(state.nodes)) {
    for (const instance of instancesAround(id)) {
      const so = (made[instance] ??= { state: 'ok', text: '', received: 0, sent: 0, errors: 0 })
      so.errors += inner.errors
      if (graver(inner, so)) [so.state, so.text] = [inner.state, inner.text ?? '']
    }
  }
  if (Object.keys(made).length === 0) return state
  for (const [id, { count }] of Object.entries(state.wires)) {
    const { from, to } = wireEnds(id)
    const [left, entered] = [instancesAround(from.node), instancesAround(to.node)]
    for (const instance of left) if (!entered.includes(instance) && made[instance]) made[instance].sent += count
    for (const instance of entered) if (!left.includes(instance) && made[instance]) made[instance].received += count
  }
  return { ...state, nodes: { ...state.nodes, ...made } }
}

/** `a`, `a/b` of `a/b/c`. */
function instancesAround(id: string): string[] {
  const path = id.split('/')
  return path.slice(1).map((_, index) => path.slice(0, index + 1).join('/'))
}

function graver(one: NodeState, other: NodeState): boolean {
  const [mine, theirs] = [GRAVITY.indexOf(toneOf(one)), GRAVITY.indexOf(toneOf(other))]
  return mine >= 0 && (theirs < 0 || mine < theirs)
}

/** Several wires as one. */
export function together(states: readonly WireState[]): WireState | undefined {
  const [first, ...others] = states
  if (!first || others.length === 0) return first
  const sum = (key: 'rate' | 'depth') => (states.some((state) => state[key] != null) ? states.reduce((all, state) => all + (state[key] ?? 0), 0) : null)
  const slowest = states.reduce<number | null>((most, { latency }) => (latency == null ? most : Math.max(most ?? 0, latency)), null)
  return { policy: first.policy, count: states.reduce((all, { count }) => all + count, 0), rate: sum('rate'), depth: sum('depth'), latency: slowest }
}
