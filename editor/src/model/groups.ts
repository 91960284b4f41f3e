import { around, type Box } from './box'
import type { Graph, GroupEntry } from './document'

/** A drawn group: its frame, and how deep it lies in others. */
export interface Frame {
  id: string
  box: Box
  depth: number
}

/** Above the nodes there is room for the name and for what comes in, below them for what goes out. */
const [MARGIN, HEAD, FOOT] = [16, 48, 24]
/** A group that holds itself is drawn as far as this. */
const DEEPEST = 16

/** Groups by the one that holds them. */
function nested(groups: Record<string, GroupEntry>): Map<string | null, string[]> {
  const found = new Map<string | null, string[]>()
  for (const [id, { parent }] of Object.entries(groups)) {
    const outer = parent !== undefined && parent !== id && groups[parent] ? parent : null
    found.set(outer, [...(found.get(outer) ?? []), id])
  }
  return found
}

/** The frames of all groups that hold something, the outer ones first. */
export function framesOf(graph: Graph, boxOf: (node: string) => Box | undefined): Frame[] {
  const groups = graph.groups ?? {}
  const inner = nested(groups)
  const frames: Frame[] = []
  const frame = (id: string, depth: number): Box | null => {
    if (depth > DEEPEST) return null
    const at = frames.length
    const nodes = (groups[id]?.nodes ?? []).flatMap((node) => boxOf(node) ?? [])
    const within = (inner.get(id) ?? []).flatMap((each) => frame(each, depth + 1) ?? [])
    const hull = around([...nodes, ...within])
    if (!hull) return null
    const box = { x: hull.x - MARGIN, y: hull.y - HEAD, width: hull.width + 2 * MARGIN, height: hull.height + HEAD + FOOT }
    frames.splice(at, 0, { id, box, depth })
    return box
  }
  for (const id of inner.get(null) ?? []) frame(id, 0)
  return frames
}

/** The nodes of a group and of all groups in it. */
export function membersOf(groups: Record<string, GroupEntry> | undefined, id: string): Set<string> {
  const inner = nested(groups ?? {})
  const members = new Set<string>()
  const collect = (each: string, depth: number) => {
    for (const node of groups?.[each]?.nodes ?? []) members.add(node)
    if (depth < DEEPEST) for (const below of inner.get(each) ?? []) collect(below, depth + 1)
  }
  collect(id, 0)
  return members
}

/** Each node's innermost group. */
export function groupsOfNodes(groups: Record<string, GroupEntry> | undefined): Map<string, string> {
  return new Map(Object.entries(groups ?? {}).flatMap(([id, { nodes }]) => nodes.map((node) => [node, id] as const)))
}
