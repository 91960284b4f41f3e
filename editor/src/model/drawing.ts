import type { Graph } from './document'
import { placesOf } from './look'
import { nodeName, type Words } from './titles'
import { end } from './wires'

export interface Box {
  id: string
  name: string
  x: number
  y: number
  width: number
  height: number
  disabled: boolean
}

export interface Line {
  path: string
  policy: string
}

/** A graph as shapes on paper. */
export interface Drawing {
  boxes: Box[]
  lines: Line[]
  /** x, y, width and height of all of it, with a margin. */
  view: [number, number, number, number]
}

const HEIGHT = 36
const MARGIN = 16
/** Widths of a letter: a Chinese one is square. */
const LATIN = 7.5
const CHINESE = 13

/** Nodes as boxes where they lie, wires as curves from the right of one to the left of the next. */
export function drawingOf(graph: Graph, words: Words): Drawing {
  const placeOf = placesOf(graph)
  const boxes = Object.entries(graph.nodes).map(([id, node]): Box => {
    const [x, y] = placeOf(id)
    const name = nodeName(id, node, words)
    return { id, name, x, y, width: widthOf(name), height: HEIGHT, disabled: node.disabled === true }
  })
  const byId = new Map(boxes.map((box) => [box.id, box]))
  const lines = (graph.wires ?? []).flatMap(([from, to, how]): Line[] => {
    const [source, target] = [byId.get(end(from, '').node), byId.get(end(to, '').node)]
    return source && target ? [{ path: curve(source, target), policy: how?.policy ?? '' }] : []
  })
  return { boxes, lines, view: around(boxes) }
}

function widthOf(name: string): number {
  const letters = Array.from(name).reduce((sum, letter) => sum + (letter > '⺀' ? CHINESE : LATIN), 0)
  return Math.round(Math.max(80, letters + 2 * MARGIN))
}

function curve(source: Box, target: Box): string {
  const [x1, y1, x2, y2] = [source.x + source.width, source.y + HEIGHT / 2, target.x, target.y + HEIGHT / 2]
  const bend = Math.max(24, Math.abs(x2 - x1) / 2)
  return `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`
}

function around(boxes: readonly Box[]): Drawing['view'] {
  if (boxes.length === 0) return [0, 0, 1, 1]
  const left = Math.min(...boxes.map((box) => box.x)) - MARGIN
  const top = Math.min(...boxes.map((box) => box.y)) - MARGIN
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN
  return [left, top, right - left, bottom - top]
}
