import { viewNow } from '../canvas/view'
import type { Graph, NodeEntry, Point } from '../model/document'
import { addNode, addNote } from '../model/edits'
import { GRID, NODE_HEIGHT } from '../model/look'
import { fittingPort, type Where } from '../model/offers'
import { boxOfNode, freePlace, NODE_SIZE, placeOf, snapped } from '../model/placing'
import { addWire, endsOf, insertInWire, type Around } from '../model/wiring'
import { countUse } from '../state/used'
import { select } from '../state/selection'
import { act, measureOf, middle, type Here } from './here'

/** How far from its neighbour a node is put. */
const GAP = 64

/** Adds a node where it was asked for, wired as it was asked for, and chooses it. `at`: its upper left corner. */
export function add(here: Here, node: NodeEntry, where: Where, at: Point | null): string {
  const { around } = here
  const measure = measureOf(here)
  const added = act(here, 'acts.did.add', (graph) => {
    const id = addNode(graph, node, freePlace(graph, at ?? placeBeside(graph, where, around, (each) => measure(each)?.[0] ?? NODE_SIZE[0])))
    if (where.kind === 'wire') insertInWire(graph, where.index, id, around)
    if (where.kind === 'port') wireTo(graph, id, where, around)
    return id
  })
  countUse(node.type)
  select(added === undefined ? {} : { nodes: [added] })
  return added ?? ''
}

/** Where no place was given: in the middle of what is seen, in the middle of the wire, or beside the port. */
function placeBeside(graph: Graph, where: Where, around: Around, width: (id: string) => number): Point {
  if (where.kind === 'anywhere') {
    const [x, y] = middle()
    return [x - NODE_SIZE[0] / 2, y - NODE_HEIGHT / 2]
  }
  if (where.kind === 'port') {
    const [x, y] = placeOf(graph, where.end.node)
    return where.side === 'out' ? [x + width(where.end.node) + GAP, y] : [x - NODE_SIZE[0] - GAP, y]
  }
  const wire = graph.wires?.[where.index]
  if (!wire) return middle()
  const { from, to } = endsOf(graph, wire, around)
  const [left, right] = [boxOfNode(graph, from.node, () => undefined), placeOf(graph, to.node)]
  return [(left.x + width(from.node) + right[0] - NODE_SIZE[0]) / 2, (left.y + right[1]) / 2]
}

function wireTo(graph: Graph, id: string, { end, side }: Extract<Where, { kind: 'port' }>, around: Around): void {
  const [node, other] = [graph.nodes[end.node], graph.nodes[id]]
  const port = node && other ? fittingPort(node, { end, side }, other, around) : null
  if (port === null) return
  const mine = { node: id, port }
  if (side === 'out') addWire(graph, end, mine, around)
  else addWire(graph, mine, end, around)
}

/** Adds a node with the middle of its left half under the pointer. */
export function addAt(here: Here, node: NodeEntry, where: Where, [x, y]: Point): string {
  return add(here, node, where, snapped([x - 2 * GRID, y - NODE_HEIGHT / 2]))
}

export function addNoteAt(here: Here, text: string, at: Point): void {
  const id = act(here, 'acts.did.note', (graph) => addNote(graph, text, snapped(at)))
  if (id !== undefined) select({ notes: [id] })
}

/** Shows a node that was added where it cannot be seen. */
export function reveal(id: string): void {
  viewNow()?.reveal(id)
}

