import type { AnyDocument, NodeEntry, SubflowEntry } from './document'
import { firstPort, portsOf, subflowOf, type KnownTypes } from './ports'
import { end, type End } from './wires'

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

/** Subflows by name: those that a document brings, and the project's. */
export interface Subflows {
  known: KnownTypes
  inner: Readonly<Record<string, SubflowEntry>>
}

/** The subflow that a node is an instance of. */
export function definitionOf({ type }: NodeEntry, { known, inner }: Subflows): SubflowEntry | undefined {
  const name = subflowOf(type)
  return name === null ? undefined : (inner[name] ?? known.subflows[name])
}

/** The ends that run of an end on the canvas: at an instance those inside of it, as the runtime calls them; else the end itself. */
export function endsThatRun(at: End, entry: NodeEntry | undefined, side: 'in' | 'out', subflows: Subflows, depth = 0): End[] {
  const definition = entry && definitionOf(entry, subflows)
  if (!definition || at.port === 'error' || depth > DEEPEST) return [at]
  const ends = (side === 'in' ? definition.inputs : definition.outputs)?.[at.port] ?? []
  return ends.flatMap((text) => {
    const { node, port } = end(text, '')
    const within = definition.nodes[node]
    if (!within) return []
    const ports = portsOf(within, subflows.known, subflows.inner)
    const named = port || (side === 'in' ? firstPort(ports.inputs, 'in') : firstPort(ports.outputs, 'out'))
    return endsThatRun({ node: `${at.node}/${node}`, port: named }, within, side, subflows, depth + 1)
  })
}
