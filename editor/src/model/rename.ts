import type { AnyDocument, FlowDocument, Graph, SubflowEntry } from './document'
import { graphOf } from './document'
import { hintsOf, shaped } from './fieldSchema'
import type { KnownTypes } from './ports'
import { isRecord } from './reading'
import { same } from './same'
import { itemsOf, propertiesOf } from './schema'
import type { Schema } from './types'

/**
 * Gives a node of a graph another id, wherever the document names it: wires, groups, the places on the canvas, the ends
 * of a subflow, configs of nodes that are for it, and links to it. Works on a draft of immer.
 */
export function renameNode(document: AnyDocument, inside: string | null, from: string, to: string, known: KnownTypes): void {
  const graph = graphOf(document, inside)
  if (!graph || !(from in graph.nodes) || to in graph.nodes) return
  const named = (id: string) => (id === from ? to : id)
  const end = (text: string) => (text === from ? to : text.startsWith(`${from}:`) ? to + text.slice(from.length) : text)
  graph.nodes = renamed(graph.nodes, from, to)
  if (graph.layout) graph.layout = renamed(graph.layout, from, to)
  for (const wire of graph.wires ?? []) {
    wire[0] = end(wire[0])
    wire[1] = end(wire[1])
  }
  for (const group of Object.values(graph.groups ?? {})) group.nodes = group.nodes.map(named)
  renameEnds(graph, end, named)
  renameInConfigs(graph, named, known)
  if (inside === null && 'nodes' in document) renameLinks(document, document.id, from, to, known)
}

/** Whether a node can have this id beside the others: case makes no difference. */
export function isFree(graph: Graph, id: string, own: string): boolean {
  return !Object.keys(graph.nodes).some((other) => other !== own && other.toLowerCase() === id.toLowerCase())
}

function renamed<T>(record: Record<string, T>, from: string, to: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([id, value]) => [id === from ? to : id, value]))
}

function renameEnds(graph: Graph | SubflowEntry, end: (text: string) => string, named: (id: string) => string): void {
  const { inputs = {}, outputs = {}, status } = graph as SubflowEntry
  for (const ports of [inputs, outputs]) for (const [port, ends] of Object.entries(ports)) ports[port] = ends.map(end)
  if (status !== undefined) (graph as SubflowEntry).status = named(status)
}

function renameInConfigs(graph: Graph, named: (id: string) => string, known: KnownTypes): void {
  for (const node of Object.values(graph.nodes)) {
    const type = known.types?.get(node.type)
    const config = type && node.config && replaced(shaped(type.config), node.config, named)
    // Only what names the node is another one afterwards.
    if (config && !same(config, node.config)) node.config = config as Record<string, unknown>
  }
}

/** The value with another name in each field that names a node. */
function replaced(schema: Schema, value: unknown, named: (id: string) => string): unknown {
  if (hintsOf(schema).node && typeof value === 'string') return named(value)
  if (Array.isArray(value)) return value.map((item) => replaced(itemsOf(schema), item, named))
  if (!isRecord(value)) return value
  const fields = propertiesOf(schema)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fields[key] ? replaced(fields[key], inner, named) : inner]))
}

/** Links of a flow to a node of its own are written `flow/node`. */
function renameLinks(document: AnyDocument, flow: string, from: string, to: string, known: KnownTypes): void {
  const inner = Object.values((document as FlowDocument).subflows ?? {})
  const links = [document, ...inner].flatMap((graph) => Object.values(graph.nodes).filter(({ type }) => known.types?.get(type)?.role.startsWith('link-')))
  const link = (target: unknown) => (target === `${flow}/${from}` ? `${flow}/${to}` : target)
  for (const { config } of links) {
    const target = config?.['to']
    if (config && target !== undefined) config['to'] = Array.isArray(target) ? target.map(link) : link(target)
  }
}
