import { create } from 'zustand'

/** What is chosen on the canvas: ids of nodes, notes and groups, and wires by their place in the graph's list. */
export interface Selection {
  nodes: readonly string[]
  wires: readonly number[]
  notes: readonly string[]
  groups: readonly string[]
}

export const nothing: Selection = { nodes: [], wires: [], notes: [], groups: [] }

export const useSelection = create<Selection>(() => nothing)

export function select(chosen: Partial<Selection>): void {
  useSelection.setState({ ...nothing, ...chosen }, true)
}
