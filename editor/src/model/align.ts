import type { Graph, Point } from './document'
import { around, type Box } from './box'
import { boxOfNode, boxOfNote, put, type Measure } from './placing'
import type { Choice } from './choice'
import { nodesIn } from './choice'

export const ALIGNMENTS = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const
export type Alignment = (typeof ALIGNMENTS)[number]
export type Axis = 'across' | 'down'

interface Thing {
  kind: 'node' | 'note'
  id: string
  box: Box
}

/** Moves what is chosen to one edge, or to one centre line, of all of it. */
export function align(graph: Graph, chosen: Choice, to: Alignment, measure: Measure): void {
  const all = things(graph, chosen, measure)
  const whole = around(all.map(({ box }) => box))
  if (!whole) return
  for (const thing of all) set(graph, thing, aligned(thing.box, whole, to))
}

function aligned(box: Box, whole: Box, to: Alignment): Point {
  switch (to) {
    case 'left':
      return [whole.x, box.y]
    case 'centre':
      return [whole.x + (whole.width - box.width) / 2, box.y]
    case 'right':
      return [whole.x + whole.width - box.width, box.y]
    case 'top':
      return [box.x, whole.y]
    case 'middle':
      return [box.x, whole.y + (whole.height - box.height) / 2]
    case 'bottom':
      return [box.x, whole.y + whole.height - box.height]
  }
}

/** Makes the gaps between what is chosen the same; the outermost two stay where they are. */
export function distribute(graph: Graph, chosen: Choice, axis: Axis, measure: Measure): void {
  const start = ({ box }: Thing) => (axis === 'across' ? box.x : box.y)
  const length = ({ box }: Thing) => (axis === 'across' ? box.width : box.height)
  const all = things(graph, chosen, measure).sort((one, other) => start(one) - start(other))
  const [first, last] = [all[0], all.at(-1)]
  if (!first || !last || all.length < 3) return
  const room = start(last) + length(last) - start(first) - all.reduce((sum, each) => sum + length(each), 0)
  let at = start(first)
  for (const thing of all) {
    set(graph, thing, axis === 'across' ? [at, thing.box.y] : [thing.box.x, at])
    at += length(thing) + room / (all.length - 1)
  }
}

function things(graph: Graph, chosen: Choice, measure: Measure): Thing[] {
  const nodes = nodesIn(graph, chosen).map((id): Thing => ({ kind: 'node', id, box: boxOfNode(graph, id, measure) }))
  const notes = chosen.notes.flatMap((id): Thing[] => {
    const note = graph.notes?.[id]
    return note ? [{ kind: 'note', id, box: boxOfNote(note) }] : []
  })
  return [...nodes, ...notes]
}

function set(graph: Graph, { kind, id }: Thing, [x, y]: Point): void {
  if (kind === 'node') put(graph, id, [x, y])
  const note = kind === 'note' ? graph.notes?.[id] : undefined
  if (note) note.at = [Math.round(x), Math.round(y)]
}
