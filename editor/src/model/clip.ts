import type { GroupEntry, NodeEntry, NoteEntry, Point, SubflowEntry, WireEntry } from './document'

/** What is on the clipboard: a piece of a graph, with the subflows that it needs and the flow that it comes from. */
export interface Clip {
  nodes: Record<string, NodeEntry>
  wires: WireEntry[]
  groups: Record<string, GroupEntry>
  notes: Record<string, NoteEntry>
  layout: Record<string, Point>
  subflows: Record<string, SubflowEntry>
  flow: string
}

/** By this a text on the clipboard is known as ours. */
export const MARK = 'sinterflow-clip'

export function isEmptyClip({ nodes, notes }: Clip): boolean {
  return Object.keys(nodes).length + Object.keys(notes).length === 0
}
