import type { Box } from './box'
import type { Graph, NoteEntry, Point } from './document'
import { GRID, NODE_HEIGHT, placesOf } from './look'
import { NOTE_SIZE } from './scene'

/** A node as drawn when nothing more is known, in canvas units. */
export const NODE_SIZE: Point = [160, NODE_HEIGHT]

/** The drawn size of a node, which the canvas knows best. */
export type Measure = (id: string) => Point | undefined

export const unmeasured: Measure = () => undefined

export function placeOf(graph: Pick<Graph, 'nodes' | 'layout'>, id: string): Point {
  return graph.layout?.[id] ?? placesOf(graph)(id)
}

export function boxOfNode(graph: Pick<Graph, 'nodes' | 'layout'>, id: string, measure: Measure): Box {
  const [x, y] = placeOf(graph, id)
  const [width, height] = measure(id) ?? NODE_SIZE
  return { x, y, width, height }
}

export function boxOfNote({ at: [x, y], size }: NoteEntry): Box {
  const [width, height] = size ?? NOTE_SIZE
  return { x, y, width, height }
}

export function put(graph: Pick<Graph, 'layout'>, id: string, [x, y]: Point): void {
  ;(graph.layout ??= {})[id] = [Math.round(x), Math.round(y)]
}

export function snapped([x, y]: Point): Point {
  return [Math.round(x / GRID) * GRID, Math.round(y / GRID) * GRID]
}

/** Room between two nodes for what is shown below the upper one and above the lower: a status, values of ports. */
const LINES = 6 * GRID

/** A place at or below `wanted` where no node lies yet. */
export function freePlace(graph: Graph, wanted: Point): Point {
  const [x, top] = snapped(wanted)
  const others = Object.keys(graph.nodes).map((id) => placeOf(graph, id))
  const covered = (y: number) => others.some(([left, up]) => Math.abs(left - x) < NODE_SIZE[0] / 2 && Math.abs(up - y) < NODE_HEIGHT)
  let y = top
  while (covered(y)) y += NODE_HEIGHT + LINES
  return [x, y]
}
