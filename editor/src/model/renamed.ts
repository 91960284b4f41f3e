import type { AnyDocument, Graph, SubflowEntry } from './document'
import { graphsOf } from './places'
import type { Parameters } from './plant'
import { subflowOf } from './ports'
import { renameMentions } from './references'
import type { TagLists } from './tagList'
import type { NodeType } from './types'

/** The tags of a connection go along with its name. */
export function renameInTags(lists: TagLists, from: string, to: string): void {
  for (const list of Object.values(lists)) {
    if (list.rows.some((row) => row['connection'] === from)) {
      list.rows = list.rows.map((row) => (row['connection'] === from ? { ...row, connection: to } : row))
    }
  }
}

/** Connections as they are called in a document, and in what it is given for its parameters. */
export interface OtherConnection {
  from: string
  to: string
  types: ReadonlyMap<string, NodeType>
  /** The subflows of the project. */
  shared: Readonly<Record<string, SubflowEntry>>
}

/** Writes another name of a connection wherever a document says it: in nodes, defaults of parameters, and instances. */
export function renameConnection(document: AnyDocument, { from, to, types, shared }: OtherConnection): void {
  const own = ('subflows' in document ? document.subflows : undefined) ?? {}
  for (const { graph } of graphsOf('flow:', document)) {
    renameMentions(graph, types, ({ kind, name }) => (kind === 'connection' && name === from ? to : undefined))
    for (const parameter of Object.values(graph.parameters ?? {})) {
      if (parameter.type === 'connection' && parameter.default === from) parameter.default = to
    }
    for (const { type, config } of Object.values(graph.nodes)) {
      const subflow = subflowOf(type)
      if (subflow !== null && config) renameValues(config, own[subflow] ?? shared[subflow], from, to)
    }
  }
}

/** The same in what the project gives to the parameters of its flows. */
export function renameInParameters(parameters: Parameters, flows: ReadonlyMap<string, AnyDocument>, from: string, to: string): void {
  for (const [key, flow] of flows) {
    const given = key.startsWith('flow:') ? parameters[flow.id] : undefined
    if (given) renameValues(given, flow, from, to)
  }
}

function renameValues(values: Record<string, unknown>, graph: Graph | undefined, from: string, to: string): void {
  for (const [name, parameter] of Object.entries(graph?.parameters ?? {})) {
    if (parameter.type === 'connection' && values[name] === from) values[name] = to
  }
}

/** A table with one key called otherwise, in its old place. */
export function withKey<T>(table: Readonly<Record<string, T>>, from: string, to: string): Record<string, T> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key === from ? to : key, value]))
}
