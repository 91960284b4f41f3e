import type { Graph } from './document'
import { addNode } from './edits'
import { NODE_SIZE, boxOfNode, unmeasured } from './placing'
import type { KnownTypes } from './ports'
import { roleOf } from './mentions'
import { addWire, endsOf, type Around } from './wiring'

/** Links the chosen link-out and link-call nodes to the chosen link-in nodes; says whether there was something to link. */
export function link(graph: Graph, ids: readonly string[], flow: string, known: KnownTypes): boolean {
  const { outs, ins } = linkable(graph, ids, known)
  const ends = ins.map((each) => `${flow}/${each}`)
  for (const id of outs) {
    const node = graph.nodes[id]
    if (!node) continue
    const to = node.config?.['to']
    const before = Array.isArray(to) ? to.filter((each): each is string => typeof each === 'string') : []
    // A call has one end.
    node.config = { ...node.config, to: roleOf(node, known) === 'link-call' ? (ends[0] ?? to) : [...new Set([...before, ...ends])] }
  }
  return outs.length > 0 && ins.length > 0
}

/** The ends of links among these nodes. */
export function linkable(graph: Graph, ids: readonly string[], known: KnownTypes): { outs: string[]; ins: string[] } {
  const of = (...roles: string[]) => ids.filter((id) => graph.nodes[id] && roles.includes(roleOf(graph.nodes[id], known)))
  return { outs: of('link-out', 'link-call'), ins: of('link-in') }
}

/** Replaces a long wire by a pair of links beside its ends; null where the types for that are not installed. */
export function wireToLinks(graph: Graph, index: number, flow: string, around: Around): string[] | null {
  const wire = graph.wires?.[index]
  const types = [...(around.known.types?.values() ?? [])]
  const [out, into] = ['link-out', 'link-in'].map((role) => types.find((type) => type.role === role)?.type)
  if (!wire || out === undefined || into === undefined) return null
  const { from, to } = endsOf(graph, wire, around)
  if (!graph.nodes[from.node] || !graph.nodes[to.node]) return null
  const [left, right] = [boxOfNode(graph, from.node, unmeasured), boxOfNode(graph, to.node, unmeasured)]
  graph.wires?.splice(index, 1)
  const arrival = addNode(graph, { type: into }, [right.x - NODE_SIZE[0] - 56, right.y])
  const departure = addNode(graph, { type: out, config: { to: [`${flow}/${arrival}`] } }, [left.x + left.width + 56, left.y])
  addWire(graph, from, { node: departure, port: 'in' }, around, wire[2])
  addWire(graph, { node: arrival, port: 'out' }, to, around)
  return [departure, arrival]
}
