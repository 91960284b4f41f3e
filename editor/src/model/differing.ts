import type { Graph, NodeEntry } from './document'
import { same } from './same'
import { end } from './wires'

/** The nodes of a graph that are not as in `deployed`: new, configured or wired otherwise. Moving one is no change. */
export function differingNodes(graph: Graph, deployed: Graph | null): Set<string> {
  if (!deployed) return new Set(Object.keys(graph.nodes))
  const changed = Object.entries(graph.nodes).filter(([id, node]) => !known(node, deployed.nodes[id]))
  const [now, before] = [wiresBySource(graph), wiresBySource(deployed)]
  const rewired = Object.keys(graph.nodes).filter((id) => (now.get(id) ?? '') !== (before.get(id) ?? ''))
  return new Set([...changed.map(([id]) => id), ...rewired])
}

/** Documents never change in place: what was compared once need not be again. */
const compared = new WeakMap<NodeEntry, { other: NodeEntry | undefined; same: boolean }>()

function known(node: NodeEntry, other: NodeEntry | undefined): boolean {
  const before = compared.get(node)
  if (before && before.other === other) return before.same
  const is = { other, same: same(node, other) }
  compared.set(node, is)
  return is.same
}

/** What leaves each node, in the order of fan-out. */
function wiresBySource(graph: Graph): Map<string, string> {
  const found = new Map<string, string>()
  for (const wire of graph.wires ?? []) {
    const { node } = end(wire[0], '')
    found.set(node, `${found.get(node) ?? ''}\n${wire[0]} ${wire[1]} ${wire[2] ? written(wire[2]) : ''}`)
  }
  return found
}

function written(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each))
}
