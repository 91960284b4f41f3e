import type { Graph } from './document'
import { end } from './wires'

/** Things of a graph: ids of nodes, notes and groups, and wires by their place in the list. */
export interface Choice {
  nodes: readonly string[]
  wires: readonly number[]
  notes: readonly string[]
  groups: readonly string[]
}

export const NONE: Choice = { nodes: [], wires: [], notes: [], groups: [] }

export function isEmpty({ nodes, wires, notes, groups }: Choice): boolean {
  return nodes.length + wires.length + notes.length + groups.length === 0
}

export function everything(graph: Graph): Choice {
  return {
    nodes: Object.keys(graph.nodes),
    wires: (graph.wires ?? []).map((_, index) => index),
    notes: Object.keys(graph.notes ?? {}),
    groups: Object.keys(graph.groups ?? {}),
  }
}

/** What is not chosen; wires only where neither end was, so that a deletion afterwards leaves the rest whole. */
export function inverted(graph: Graph, chosen: Choice): Choice {
  const all = everything(graph)
  const left = (ids: readonly string[], out: readonly string[]) => ids.filter((id) => !out.includes(id))
  const nodes = left(all.nodes, chosen.nodes)
  const among = new Set(nodes)
  return {
    nodes,
    wires: all.wires.filter((index) => !chosen.wires.includes(index) && wireWithin(graph, index, among)),
    notes: left(all.notes, chosen.notes),
    groups: left(all.groups, chosen.groups),
  }
}

/** The chosen nodes with all that wires lead to from them, in both directions. */
export function connected(graph: Graph, chosen: Choice): Choice {
  const near = neighbourhood(graph)
  const found = new Set<string>()
  const waiting = [...chosen.nodes, ...chosen.wires.flatMap((index) => nodesOfWire(graph, index))]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue
    found.add(id)
    waiting.push(...(near.get(id) ?? []))
  }
  const wires = (graph.wires ?? []).flatMap((_, index) => (wireWithin(graph, index, found) ? [index] : []))
  return { ...NONE, nodes: Object.keys(graph.nodes).filter((id) => found.has(id)), wires }
}

/** The nodes that are chosen, those of chosen groups and of the groups inside them among them. */
export function nodesIn(graph: Graph, { nodes, groups }: Choice): string[] {
  const all = new Set([...nodes, ...groupsIn(graph, groups).flatMap((id) => graph.groups?.[id]?.nodes ?? [])])
  return Object.keys(graph.nodes).filter((id) => all.has(id))
}

/** These groups and all inside them. */
export function groupsIn(graph: Graph, ids: readonly string[]): string[] {
  const found = new Set(ids)
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const [id, { parent }] of Object.entries(graph.groups ?? {})) if (parent && found.has(parent)) found.add(id)
  }
  return [...found].filter((id) => graph.groups?.[id])
}

export function nodesOfWire(graph: Graph, index: number): string[] {
  const wire = graph.wires?.[index]
  return wire ? [end(wire[0], '').node, end(wire[1], '').node] : []
}

export function wireWithin(graph: Graph, index: number, nodes: ReadonlySet<string>): boolean {
  const ends = nodesOfWire(graph, index)
  return ends.length > 0 && ends.every((id) => nodes.has(id))
}

function neighbourhood(graph: Graph): Map<string, string[]> {
  const near = new Map<string, string[]>()
  const add = (from: string, to: string) => near.set(from, [...(near.get(from) ?? []), to])
  for (const index of (graph.wires ?? []).keys()) {
    const [from = '', to = ''] = nodesOfWire(graph, index)
    add(from, to)
    add(to, from)
  }
  return near
}
