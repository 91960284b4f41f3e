import { graphOf, type AnyDocument, type Graph, type NodeEntry } from './document'
import { stemOf } from './ids'
import { subflowOf } from './ports'
import { localized } from './text'
import type { Language, NodeType } from './types'

/** What is needed to speak of nodes: the types that are installed (null: not known yet) and the language. */
export interface Words {
  types: ReadonlyMap<string, NodeType> | null
  language: Language
}

/**
 * What people call a node: its name; without one its type's, with the number of its id, where that is the id that the
 * editor gives to a node of this type; else its id.
 */
export function nodeName(id: string, entry: Pick<NodeEntry, 'name' | 'type'> | undefined, { types, language }: Words): string {
  const given = localized(entry?.name, language)
  const title = entry && types?.get(entry.type)?.title
  if (given || !title) return given || id
  const [stem, last] = [stemOf(entry.type), id.slice(id.lastIndexOf('/') + 1)]
  if (last === stem) return localized(title, language, id)
  const number = last.startsWith(`${stem}-`) ? last.slice(stem.length + 1) : ''
  return /^\d+$/.test(number) ? `${localized(title, language, stem)} ${number}` : id
}

/** What people call a node; `graphs` are asked one after the other. */
export function nodeTitle(graphs: readonly Graph[], id: string, words: Words): string {
  for (const { nodes } of graphs) if (nodes[id]) return nodeName(id, nodes[id], words)
  return id
}

/** What people call a parameter; `graphs` are asked one after the other. */
export function parameterTitle(graphs: readonly Graph[], id: string, language: Language): string {
  const [entry] = graphs.flatMap(({ parameters }) => parameters?.[id] ?? [])
  return localized(entry?.title, language, id)
}

/** What people call a running node, such as `dose/valve` inside of an instance of a subflow. */
export function pathTitle(document: AnyDocument, subflows: Readonly<Record<string, Graph>>, path: string, words: Words): string {
  const titles: string[] = []
  let graph: Graph | undefined = document
  for (const id of path.split('/')) {
    const node: Graph['nodes'][string] | undefined = graph?.nodes[id]
    titles.push(nodeName(id, node, words))
    const subflow: string | null = node ? subflowOf(node.type) : null
    graph = subflow === null ? undefined : (graphOf(document, subflow) ?? subflows[subflow])
  }
  return titles.join(' › ')
}
