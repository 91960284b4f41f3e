import type { Graph, Point } from './document'
import { membersOf } from './groups'
import { strayPlaces } from './look'
import type { Chosen } from './elements'

/** What moves by a drag: nodes and notes, by so much. */
export interface Moving {
  nodes: ReadonlySet<string>
  notes: ReadonlySet<string>
  by: Point
}

/** All that moves together with what is dragged: a group takes its nodes along. */
export function movedWith(graph: Graph, dragged: readonly Chosen[]): Omit<Moving, 'by'> {
  const nodes = new Set<string>()
  const notes = new Set<string>()
  for (const { kind, id } of dragged) {
    if (kind === 'node') nodes.add(id)
    else if (kind === 'note') notes.add(id)
    else for (const member of membersOf(graph.groups, id)) nodes.add(member)
  }
  return { nodes, notes }
}

/** Puts what was moved to its new place, in a draft of the graph. */
export function place(graph: Graph, { nodes, notes, by: [dx, dy] }: Moving): void {
  if (dx === 0 && dy === 0) return
  const layout = (graph.layout ??= {})
  // Those without a place get one now, or they would jump when the others have theirs.
  for (const [id, at] of strayPlaces(graph)) layout[id] = at
  for (const id of nodes) {
    const at = layout[id]
    if (at) layout[id] = [at[0] + dx, at[1] + dy]
  }
  for (const id of notes) {
    const note = graph.notes?.[id]
    if (note) note.at = [note.at[0] + dx, note.at[1] + dy]
  }
}
