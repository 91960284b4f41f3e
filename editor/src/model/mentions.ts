import type { Graph, NodeEntry } from './document'
import type { KnownTypes } from './ports'

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
  const link = (to: string) => (to.startsWith(prefix) ? renamed.get(to.slice(prefix.length)) : undefined)
  const scoped = (id: unknown) => (typeof id === 'string' && renamed.get(id)) || id
  const linked = (to: unknown) => (typeof to === 'string' && link(to) !== undefined ? `${flows.to}/${link(to)}` : to)
  for (const { id, field, each } of among.flatMap((id) => references(graph, id, known, scoped, linked))) {
    const config = graph.nodes[id]?.config
    const named = config?.[field]
    const changed = Array.isArray(named) ? named.map(each) : each(named)
    if (config && JSON.stringify(changed) !== JSON.stringify(named)) config[field] = changed
  }
}

type Each = (value: unknown) => unknown

function references(graph: Graph, id: string, known: KnownTypes, scoped: Each, linked: Each): { id: string; field: string; each: Each }[] {
  const node = graph.nodes[id]
  const role = node ? roleOf(node, known) : ''
  if (FOLLOWERS.has(role) && Array.isArray(node?.config?.['scope'])) return [{ id, field: 'scope', each: scoped }]
  return role.startsWith('link-') && node?.config?.['to'] !== undefined ? [{ id, field: 'to', each: linked }] : []
}

/** Nodes that follow all of their graph follow only these others from now on: what they meant inside of a subflow. */
export function narrowScopes(graph: Graph, among: readonly string[], known: KnownTypes): void {
  for (const id of among) {
    const node = graph.nodes[id]
    if (!node || !FOLLOWERS.has(roleOf(node, known)) || (node.config?.['scope'] ?? 'flow') !== 'flow') continue
    node.config = { ...node.config, scope: among.filter((other) => other !== id) }
  }
}
