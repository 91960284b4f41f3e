import type { Graph, WireEntry } from './document'
import { removeNodes } from './edits'
import { addWire, endsOf, misfitOf, type Around } from './wiring'
import type { End } from './wires'

interface Gap {
  from: End
  to: End
  wire: WireEntry
}

/**
 * The wires that close the gap when these nodes go: for each piece of the chosen nodes that hangs together, what led in
 * is joined with what led out. Nothing is joined where it is not clear what belongs to what: several ends on both sides.
 */
function gaps(graph: Graph, ids: ReadonlySet<string>, around: Around): Gap[] {
  const wires = (graph.wires ?? []).map((wire) => ({ wire, ...endsOf(graph, wire, around) }))
  return pieces(ids, wires).flatMap((piece) => {
    const entering = wires.filter(({ from, to }) => !ids.has(from.node) && piece.has(to.node))
    const leaving = wires.filter(({ from, to }) => piece.has(from.node) && !ids.has(to.node) && from.port !== 'error')
    if (several(entering.map(({ from }) => from)) && several(leaving.map(({ to }) => to))) return []
    return entering.flatMap(({ from, wire }) => leaving.map(({ to }) => ({ from, to, wire })))
  })
}

/** Whether deleting these nodes leaves a gap that can be closed. */
export function canHeal(graph: Graph, ids: readonly string[], around: Around): boolean {
  return gaps(graph, new Set(ids), around).some(({ from, to }) => misfitOf(graph, from, to, around) === null)
}

/** Takes nodes out and joins their predecessors with their successors; a new wire has the policy of the one that led in. */
export function removeHealing(graph: Graph, ids: readonly string[], around: Around): void {
  const closing = gaps(graph, new Set(ids), around)
  removeNodes(graph, ids)
  for (const { from, to, wire } of closing) {
    if (misfitOf(graph, from, to, around) === null) addWire(graph, from, to, around, wire[2] && { ...wire[2] })
  }
}

function several(ends: readonly End[]): boolean {
  return new Set(ends.map(({ node, port }) => `${node}:${port}`)).size > 1
}

function pieces(ids: ReadonlySet<string>, wires: readonly { from: End; to: End }[]): Set<string>[] {
  const left = new Set(ids)
  const found: Set<string>[] = []
  for (const id of ids) {
    if (!left.has(id)) continue
    const piece = new Set<string>()
    const waiting = [id]
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (!left.delete(at)) continue
      piece.add(at)
      for (const { from, to } of wires) {
        if (from.node === at) waiting.push(to.node)
        if (to.node === at) waiting.push(from.node)
      }
    }
    found.push(piece)
  }
  return found
}
