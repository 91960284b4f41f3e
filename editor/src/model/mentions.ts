import type { Graph, NodeEntry } from './document'
import type { KnownTypes } from './ports'
import { renameMentions, type Mention } from './references'

/** Roles of types whose config names other nodes as its scope. */
const FOLLOWERS = new Set(['catch', 'status', 'complete'])

export function roleOf({ type }: NodeEntry, known: KnownTypes): string {
  return known.types?.get(type)?.role ?? ''
}

/**
 * Writes new ids where nodes name each other: the nodes that a catch is for, and the ends of links, which are
 * `flow/node`. `flows` are the flow before and after.
 */
export function renameReferences(graph: Graph, among: readonly string[], renamed: ReadonlyMap<string, string>, flows: { from: string; to: string }, known: KnownTypes): void {
  const prefix = `${flows.from}/`
  const linked = (to: string | undefined) => (to === undefined ? undefined : `${flows.to}/${to}`)
  const other = ({ kind, name }: Mention) => {
    if (kind === 'node') return renamed.get(name)
    return kind === 'link' && name.startsWith(prefix) ? linked(renamed.get(name.slice(prefix.length))) : undefined
  }
  renameMentions(graph, known.types ?? new Map(), other, [...among])
}

/** Nodes that follow all of their graph follow only these others from now on: what they meant inside of a subflow. */
export function narrowScopes(graph: Graph, among: readonly string[], known: KnownTypes): void {
  for (const id of among) {
    const node = graph.nodes[id]
    if (!node || !FOLLOWERS.has(roleOf(node, known)) || (node.config?.['scope'] ?? 'flow') !== 'flow') continue
    node.config = { ...node.config, scope: among.filter((other) => other !== id) }
  }
}
