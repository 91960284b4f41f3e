import type { NodeEntry } from '../model/document'
import { isRecord } from '../model/reading'

/** What is dragged from the palette: the node to add. */
export interface Dragged {
  nodes: NodeEntry[]
}

const KIND = 'application/x-sinterflow-node'

export function startDrag(transfer: DataTransfer, nodes: readonly NodeEntry[]): void {
  transfer.setData(KIND, JSON.stringify(nodes))
  transfer.effectAllowed = 'copy'
}

/** Null when something else was dropped. */
export function draggedFrom(transfer: DataTransfer): Dragged | null {
  try {
    const value: unknown = JSON.parse(transfer.getData(KIND) || 'null')
    const nodes = (Array.isArray(value) ? value : []).filter((each): each is NodeEntry => isRecord(each) && typeof each['type'] === 'string')
    return nodes.length ? { nodes } : null
  } catch {
    return null
  }
}
