import { around } from './box'
import { nodesIn, type Choice } from './choice'
import type { Graph, Point } from './document'
import { groupsOfNodes } from './groups'
import { GRID } from './look'
import { boxOfNode, put, snapped, type Measure } from './placing'
import { end } from './wires'

/** What is asked of the worker that finds places. */
export interface LayoutAsked {
  nodes: { id: string; width: number; height: number; group: string | null }[]
  wires: { from: string; to: string }[]
  groups: { id: string; parent: string | null }[]
}

/** The centres that it found. */
export type LayoutFound = Record<string, Point>

/** The question for the chosen nodes, or for all where nothing is chosen. */
export function layoutOf(graph: Graph, choice: Choice, measure: Measure): LayoutAsked {
  const chosen = nodesIn(graph, choice)
  const ids = chosen.length ? chosen : Object.keys(graph.nodes)
  const among = new Set(ids)
  const groups = groupsOfNodes(graph.groups)
  return {
    nodes: ids.map((id) => {
      const { width, height } = boxOfNode(graph, id, measure)
      return { id, width, height, group: groups.get(id) ?? null }
    }),
    wires: (graph.wires ?? []).map(([from, to]) => ({ from: end(from, '').node, to: end(to, '').node })).filter(({ from, to }) => among.has(from) && among.has(to)),
    groups: Object.entries(graph.groups ?? {}).map(([id, { parent }]) => ({ id, parent: parent ?? null })),
  }
}

/** Puts the nodes where the worker says, on the grid, around the place where they were. */
export function arrange(graph: Graph, asked: LayoutAsked, found: LayoutFound, measure: Measure): void {
  const ids = asked.nodes.map(({ id }) => id).filter((id) => graph.nodes[id] && found[id])
  const before = around(ids.map((id) => boxOfNode(graph, id, measure)))
  const places = new Map(
    ids.map((id): [string, Point] => {
      const { width, height } = boxOfNode(graph, id, measure)
      const [x, y] = found[id] ?? [0, 0]
      return [id, [x - width / 2, y - height / 2]]
    }),
  )
  const left = Math.min(...[...places.values()].map(([x]) => x))
  const top = Math.min(...[...places.values()].map(([, y]) => y))
  for (const [id, [x, y]] of places) put(graph, id, snapped([x - left + (before?.x ?? GRID), y - top + (before?.y ?? GRID)]))
}
