import { graphOf, type AnyDocument, type Graph } from './document'
import { subflowOf } from './ports'
import { localized } from './text'
import type { Language } from './types'

/** What people call a node; `graphs` are asked one after the other. */
export function nodeTitle(graphs: readonly Graph[], id: string, language: Language): string {
  for (const { nodes } of graphs) if (nodes[id]) return localized(nodes[id].name, language, id)
  return id
}

/** What people call a parameter; `graphs` are asked one after the other. */
export function parameterTitle(graphs: readonly Graph[], id: string, language: Language): string {
  const [entry] = graphs.flatMap(({ parameters }) => parameters?.[id] ?? [])
  return localized(entry?.title, language, id)
}

/** What people call a running node, such as `dose/valve` inside of an instance of a subflow. */
export function pathTitle(document: AnyDocument, subflows: Readonly<Record<string, Graph>>, path: string, language: Language): string {
  const titles: string[] = []
  let graph: Graph | undefined = document
  for (const id of path.split('/')) {
    const node: Graph['nodes'][string] | undefined = graph?.nodes[id]
    titles.push(localized(node?.name, language, id))
    const subflow: string | null = node ? subflowOf(node.type) : null
    graph = subflow === null ? undefined : (graphOf(document, subflow) ?? subflows[subflow])
  }
  return titles.join(' › ')
}
