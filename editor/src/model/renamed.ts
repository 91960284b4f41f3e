import type { Graph, NodeEntry } from './document'
import { isRecord } from './reading'
import type { Reference } from './references'
import type { TagLists } from './tagList'

/** Puts another name into the fields of a graph's nodes that refer to something by the old one. */
export function renameIn(graph: Graph, references: readonly Reference[], from: string, to: string): void {
  for (const { node, field } of references) {
    const config: NodeEntry['config'] = graph.nodes[node]?.config
    if (config && field in config) config[field] = replaced(config[field], from, to)
  }
}

function replaced(value: unknown, from: string, to: string): unknown {
  if (value === from) return to
  if (Array.isArray(value)) return value.map((item: unknown) => replaced(item, from, to))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, from, to)]))
}

/** The tags of a connection go along with its name. */
export function renameInTags(lists: TagLists, from: string, to: string): void {
  for (const list of Object.values(lists)) {
    if (list.rows.some((row) => row['connection'] === from)) {
      list.rows = list.rows.map((row) => (row['connection'] === from ? { ...row, connection: to } : row))
    }
  }
}

/** A table with one key called otherwise, in its old place. */
export function withKey<T>(table: Readonly<Record<string, T>>, from: string, to: string): Record<string, T> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key === from ? to : key, value]))
}
