import type { AnyDocument, NodeEntry, ParameterEntry, SubflowEntry } from './document'
import { FreshIds, isId } from './ids'
import { filled } from './filling'
import { end } from './wires'

export type PortSide = 'inputs' | 'outputs'

/** A new port that leads to an end inside. */
export function addPort(subflow: SubflowEntry, side: PortSide, inner: string): string {
  const ports = (subflow[side] ??= {})
  const usual = side === 'inputs' ? 'in' : 'out'
  const name = new FreshIds([...Object.keys(ports), 'error']).take(usual)
  ports[name] = [inner]
  return name
}

/** Gives a port another name, in its place; false where the name cannot be. The wires of instances follow by `renameAtInstances`. */
export function renamePort(subflow: SubflowEntry, side: PortSide, before: string, after: string): boolean {
  const ports = subflow[side] ?? {}
  const taken = Object.keys(ports).some((name) => name !== before && name.toLowerCase() === after.toLowerCase())
  if (taken || !isId(after) || !ports[before] || (side === 'outputs' && after === 'error')) return false
  subflow[side] = Object.fromEntries(Object.entries(ports).map(([name, ends]) => [name === before ? after : name, ends]))
  return true
}

/** The wires at instances of a subflow, wherever in the document, say the new name of its port. */
export function renameAtInstances(document: AnyDocument, subflow: string, side: PortSide, before: string, after: string): void {
  eachGraph(document, ({ nodes, wires = [] }) => {
    const place = side === 'inputs' ? 1 : 0
    for (const wire of wires) {
      const { node, port } = end(wire[place], '')
      if (port === before && nodes[node]?.type === `subflow:${subflow}`) wire[place] = `${node}:${after}`
    }
  })
}

/** Takes a port away, with the wires that lead to it at the instances in the document. */
export function removePort(document: AnyDocument, subflow: SubflowEntry, name: string, side: PortSide, port: string): void {
  const first = Object.keys(subflow[side] ?? {})[0] === port
  subflow[side] = Object.fromEntries(Object.entries(subflow[side] ?? {}).filter(([each]) => each !== port))
  const place = side === 'inputs' ? 1 : 0
  eachGraph(document, (graph) => {
    if (!Object.values(graph.nodes).some(({ type }) => type === `subflow:${name}`)) return
    graph.wires = (graph.wires ?? []).filter((wire) => {
      const at = end(wire[place], '')
      return graph.nodes[at.node]?.type !== `subflow:${name}` || (at.port !== port && !(first && at.port === ''))
    })
  })
}

/** Gives a parameter another name: where it is named inside, and at the instances in the document. */
export function renameParameter(document: AnyDocument, graph: { parameters?: Record<string, ParameterEntry>; nodes: Record<string, NodeEntry> }, subflow: string | null, before: string, after: string): boolean {
  const parameters = graph.parameters ?? {}
  if (!isId(after) || !parameters[before] || (after !== before && parameters[after])) return false
  graph.parameters = Object.fromEntries(Object.entries(parameters).map(([name, entry]) => [name === before ? after : name, entry]))
  const named = new Map([[before, { value: `\${${after}}`, open: true }]])
  for (const node of Object.values(graph.nodes)) {
    if (node.config && JSON.stringify(node.config, text).includes(`\${${before}}`)) node.config = filled(node.config, named) as Record<string, unknown>
  }
  if (subflow !== null) {
    eachGraph(document, ({ nodes }) => {
      for (const node of Object.values(nodes)) {
        if (node.type !== `subflow:${subflow}` || !node.config || !(before in node.config)) continue
        node.config = Object.fromEntries(Object.entries(node.config).map(([name, value]) => [name === before ? after : name, value]))
      }
    })
  }
  return true
}

function eachGraph(document: AnyDocument, act: (graph: SubflowEntry) => void): void {
  act(document)
  if ('subflows' in document) for (const subflow of Object.values(document.subflows ?? {})) act(subflow)
}

function text(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
