import { graphlib, layout } from '@dagrejs/dagre'
import type { LayoutAsked, LayoutFound } from '../model/layered'

// Places are found in a worker: a thousand nodes take a second, in which the page must not stand still.
self.onmessage = ({ data }: MessageEvent<LayoutAsked>) => {
  self.postMessage(placed(data))
}

function placed({ nodes, wires, groups }: LayoutAsked): LayoutFound {
  const graph = new graphlib.Graph({ compound: true })
  graph.setGraph({ rankdir: 'LR', nodesep: 24, ranksep: 64, edgesep: 12 })
  graph.setDefaultEdgeLabel(() => ({}))
  const used = new Set(nodes.flatMap(({ group }) => group ?? []))
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height })
  // A name that no node's id can have.
  for (const { id } of groups) if (used.has(id)) graph.setNode(`:${id}`, {})
  for (const { id, group } of nodes) if (group !== null) graph.setParent(id, `:${group}`)
  for (const { id, parent } of groups) if (parent !== null && used.has(id) && used.has(parent)) graph.setParent(`:${id}`, `:${parent}`)
  for (const { from, to } of wires) if (from !== to) graph.setEdge(from, to)
  layout(graph)
  const centre = (id: string) => graph.node(id) as { x: number; y: number }
  return Object.fromEntries(nodes.map(({ id }) => [id, [centre(id).x, centre(id).y]]))
}
