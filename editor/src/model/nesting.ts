import type { SubflowEntry } from './document'
import { subflowOf, type KnownTypes } from './ports'

/** Whether a subflow is, or has somewhere inside, the subflow `wanted`. */
export function uses(name: string | null, wanted: string, own: Readonly<Record<string, SubflowEntry>>, known: KnownTypes): boolean {
  const seen = new Set<string>()
  const waiting = name === null ? [] : [name]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at === wanted) return true
    if (seen.has(at)) continue
    seen.add(at)
    const nodes = Object.values((own[at] ?? known.subflows[at])?.nodes ?? {})
    waiting.push(...nodes.flatMap(({ type }) => subflowOf(type) ?? []))
  }
  return false
}

/** The instances of a subflow in a graph and in the subflows beside it, as `node` and the subflow it is in. */
export function instancesOf(name: string, nodes: Readonly<Record<string, { type: string }>>, own: Readonly<Record<string, SubflowEntry>>): { inside: string | null; node: string }[] {
  const here = (graph: Readonly<Record<string, { type: string }>>, inside: string | null) =>
    Object.entries(graph).flatMap(([node, { type }]) => (type === `subflow:${name}` ? [{ inside, node }] : []))
  return [...here(nodes, null), ...Object.entries(own).flatMap(([inside, subflow]) => here(subflow.nodes, inside))]
}
