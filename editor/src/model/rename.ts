import type { AnyDocument, Graph, SubflowEntry } from './document'
import { graphOf } from './document'
import { withKey } from './renamed'

/**
 * Gives a node of a graph another id: in wires, groups, the places on the canvas, the ends of a subflow. What configs
 * say of it is `relink`'s. Works on a draft of immer.
 */
export function renameNode(document: AnyDocument, inside: string | null, from: string, to: string): void {
  const graph = graphOf(document, inside)
  if (!graph || !(from in graph.nodes) || to in graph.nodes) return
  const named = (id: string) => (id === from ? to : id)
  const end = (text: string) => (text === from ? to : text.startsWith(`${from}:`) ? to + text.slice(from.length) : text)
  graph.nodes = withKey(graph.nodes, from, to)
  if (graph.layout) graph.layout = withKey(graph.layout, from, to)
  for (const wire of graph.wires ?? []) {
    wire[0] = end(wire[0])
    wire[1] = end(wire[1])
  }
  for (const group of Object.values(graph.groups ?? {})) group.nodes = group.nodes.map(named)
  renameEnds(graph, end, named)
}

/** Whether a node can have this id beside the others: case makes no difference. */
export function isFree(graph: Graph, id: string, own: string): boolean {
  return !Object.keys(graph.nodes).some((other) => other !== own && other.toLowerCase() === id.toLowerCase())
}

function renameEnds(graph: Graph | SubflowEntry, end: (text: string) => string, named: (id: string) => string): void {
  const { inputs = {}, outputs = {}, status } = graph as SubflowEntry
  for (const ports of [inputs, outputs]) for (const [port, ends] of Object.entries(ports)) ports[port] = ends.map(end)
  if (status !== undefined) (graph as SubflowEntry).status = named(status)
}
