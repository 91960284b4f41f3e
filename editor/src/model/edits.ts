import { groupsIn, nodesIn, type Choice } from './choice'
import type { Graph, NodeEntry, Point } from './document'
import { FreshIds, stemOf } from './ids'
import { placeOf, put } from './placing'
import { end } from './wires'

/** The acts on a graph that need nothing but the graph. Each changes the draft that it is given. */

export function addNode(graph: Graph, node: NodeEntry, at: Point, stem = stemOf(node.type)): string {
  const id = new FreshIds(Object.keys(graph.nodes)).take(stem)
  graph.nodes[id] = node
  put(graph, id, at)
  return id
}

export function addNote(graph: Graph, text: string, at: Point): string {
  const id = new FreshIds(Object.keys(graph.notes ?? {})).take('note')
  ;(graph.notes ??= {})[id] = { text, at: [Math.round(at[0]), Math.round(at[1])] }
  return id
}

export function moveBy(graph: Graph, chosen: Choice, [dx, dy]: Point): void {
  for (const id of nodesIn(graph, chosen)) {
    const [x, y] = placeOf(graph, id)
    put(graph, id, [x + dx, y + dy])
  }
  for (const id of chosen.notes) {
    const note = graph.notes?.[id]
    if (note) note.at = [note.at[0] + dx, note.at[1] + dy]
  }
}

/** The way to the next line of a grid: of what is chosen, the first thing comes to lie on one. `way`: one step of each axis. */
export function stepOnGrid(graph: Graph, chosen: Choice, [dx, dy]: Point, grid: number): Point {
  const [node] = nodesIn(graph, chosen)
  const [x, y] = node !== undefined ? placeOf(graph, node) : (graph.notes?.[chosen.notes[0] ?? '']?.at ?? [0, 0])
  const next = (at: number, step: number) => (step === 0 ? 0 : (step > 0 ? Math.floor(at / grid) + 1 : Math.ceil(at / grid) - 1) * grid - at)
  return [next(x, dx), next(y, dy)]
}

/** Takes nodes out with their wires, their places, and their places in groups. */
export function removeNodes(graph: Graph, ids: readonly string[]): void {
  const gone = new Set(ids)
  for (const id of gone) {
    Reflect.deleteProperty(graph.nodes, id)
    if (graph.layout) Reflect.deleteProperty(graph.layout, id)
  }
  keepWires(graph, ([from, to]) => !gone.has(end(from, '').node) && !gone.has(end(to, '').node))
  for (const group of Object.values(graph.groups ?? {})) {
    if (group.nodes.some((id) => gone.has(id))) group.nodes = group.nodes.filter((id) => !gone.has(id))
  }
}

/** Takes out all that is chosen. A chosen group goes with what is in it. */
export function remove(graph: Graph, chosen: Choice): void {
  const wires = new Set(chosen.wires)
  keepWires(graph, (_, index) => !wires.has(index))
  const groups = groupsIn(graph, chosen.groups)
  removeNodes(graph, nodesIn(graph, chosen))
  for (const id of chosen.notes) if (graph.notes) Reflect.deleteProperty(graph.notes, id)
  for (const id of groups) if (graph.groups) Reflect.deleteProperty(graph.groups, id)
  dropEmptyGroups(graph)
}

/** A group that lost its last node is no group any more; groups inside it count. */
export function dropEmptyGroups(graph: Graph): void {
  const groups = graph.groups ?? {}
  for (const id of Object.keys(groups)) {
    const within = groupsIn(graph, [id])
    if (within.some((each) => groups[each]?.nodes.length)) continue
    for (const each of within) Reflect.deleteProperty(groups, each)
  }
}

/** Turns nodes off, or on when all of them are off. */
export function toggleDisabled(graph: Graph, ids: readonly string[]): void {
  const nodes = ids.flatMap((id) => graph.nodes[id] ?? [])
  const on = nodes.every((node) => node.disabled)
  for (const node of nodes) {
    if (on) delete node.disabled
    else node.disabled = true
  }
}

function keepWires(graph: Graph, wanted: (wire: [string, string, ...unknown[]], index: number) => boolean): void {
  if (graph.wires && !graph.wires.every((wire, index) => wanted(wire, index))) graph.wires = graph.wires.filter((wire, index) => wanted(wire, index))
}
