import type { AnyDocument, NodeEntry, SubflowEntry } from './document'
import { subflowOf } from './ports'

const DEEPEST = 8
const MOST = 200

/** The paths of a flow's instances of a subflow, such as `dose-1` or `line/dose`, in document order. */
export function instancesOf(document: AnyDocument, shared: Readonly<Record<string, SubflowEntry>>, subflow: string): string[] {
  const inner = 'subflows' in document ? (document.subflows ?? {}) : {}
  const found: string[] = []
  const look = (nodes: Record<string, NodeEntry>, path: string, depth: number) => {
    for (const [id, { type }] of Object.entries(nodes)) {
      const name = subflowOf(type)
      if (name === null || found.length >= MOST) continue
      if (name === subflow) found.push(path + id)
      const within = inner[name] ?? shared[name]
      if (within && depth < DEEPEST) look(within.nodes, `${path}${id}/`, depth + 1)
    }
  }
  look(document.nodes, '', 0)
  return found
}
