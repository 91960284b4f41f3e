import { groupsIn, type Choice } from './choice'
import type { Graph } from './document'
import { dropEmptyGroups } from './edits'
import { groupsOfNodes } from './groups'
import { FreshIds } from './ids'

/** The groups around a group, itself the first. */
function groupsAround(graph: Graph, innermost: string | undefined): string[] {
  const found: string[] = []
  for (let at = innermost; at !== undefined && graph.groups?.[at] && !found.includes(at); at = parentOf(graph, at)) found.push(at)
  return found
}

function parentOf(graph: Graph, id: string): string | undefined {
  return graph.groups?.[id]?.parent
}

/**
 * A new group of the chosen nodes and groups. Whatever is in a chosen group stays in it; the new one lies in the
 * innermost group that is around all of them.
 */
export function group(graph: Graph, choice: Choice, name?: string): string | null {
  const of = groupsOfNodes(graph.groups)
  const inner = groupsIn(graph, choice.groups)
  const tops = choice.groups.filter((id) => graph.groups?.[id] && !inner.includes(parentOf(graph, id) ?? ''))
  const nodes = choice.nodes.filter((id) => graph.nodes[id] && !inner.includes(of.get(id) ?? ''))
  if (nodes.length + tops.length === 0) return null
  const parent = common([...nodes.map((id) => groupsAround(graph, of.get(id))), ...tops.map((id) => groupsAround(graph, id).slice(1))])
  const id = new FreshIds(Object.keys(graph.groups ?? {})).take('group')
  for (const other of Object.values(graph.groups ?? {})) {
    if (other.nodes.some((each) => nodes.includes(each))) other.nodes = other.nodes.filter((each) => !nodes.includes(each))
  }
  ;(graph.groups ??= {})[id] = { ...(name ? { name } : {}), nodes, ...(parent ? { parent } : {}) }
  for (const top of tops) if (graph.groups[top]) graph.groups[top].parent = id
  dropEmptyGroups(graph)
  return id
}

/** Dissolves groups: what was in them is in what was around them. */
export function ungroup(graph: Graph, ids: readonly string[]): void {
  for (const id of ids) {
    const gone = graph.groups?.[id]
    if (!graph.groups || !gone) continue
    const outer = gone.parent ? graph.groups[gone.parent] : undefined
    if (outer) outer.nodes = [...outer.nodes, ...gone.nodes]
    for (const inner of Object.values(graph.groups)) {
      if (inner.parent !== id) continue
      if (gone.parent) inner.parent = gone.parent
      else delete inner.parent
    }
    Reflect.deleteProperty(graph.groups, id)
  }
}

function common(chains: string[][]): string | null {
  const [first = [], ...others] = chains
  return first.find((id) => others.every((chain) => chain.includes(id))) ?? null
}
