import { ownSubflows } from './bringing'
import { around as boxAround } from './box'
import { nodesIn, type Choice } from './choice'
import { copied } from './copying'
import { graphOf, type AnyDocument, type Graph, type ParameterEntry, type Point, type SubflowEntry, type WireEntry } from './document'
import { removeNodes } from './edits'
import { fillable, namesIn, namesInCode } from './filling'
import { FreshIds } from './ids'
import { boxOfNode, put, unmeasured } from './placing'
import { plain } from './plain'
import { renameReferences } from './mentions'
import { endsOf, written, type Around } from './wiring'
import type { End } from './wires'

/** The ports that ends inside get, by `node:port`. */
type Named = ReadonlyMap<string, string>

interface Wire {
  wire: WireEntry
  from: End
  to: End
}

/** Room around what is moved inside. */
const MARGIN = 40

/**
 * Moves nodes into a new subflow of their flow and puts an instance in their place. What crosses the border goes by
 * ports, one for each end inside; parameters of the outer graph are handed on. Gives the instance.
 */
export function makeSubflow(document: AnyDocument, inside: string | null, choice: Choice, name: string, id: string, around: Around): string | null {
  const draft = graphOf(document, inside)
  if (!draft) return null
  const graph = plain(draft)
  const nodes = nodesIn(graph, choice)
  if (nodes.length === 0) return null
  const among = new Set(nodes)
  const wires = (graph.wires ?? []).map((wire) => ({ wire, ...endsOf(graph, wire, around) }))
  const inputs = portNames(wires.flatMap(({ from, to }) => (!among.has(from.node) && among.has(to.node) ? [to] : [])), 'in')
  const outputs = portNames(wires.flatMap(({ from, to }) => (among.has(from.node) && !among.has(to.node) ? [from] : [])), 'out')
  const parameters = parametersUsed(graph, nodes, around)
  const corner = boxAround(nodes.map((each) => boxOfNode(graph, each, unmeasured)))
  const ends = (named: Named, side: 'in' | 'out') => Object.fromEntries([...named].map(([key, port]) => [port, [written(graph, endOf(key), side, around)]]))
  const { wires: within, groups, layout, nodes: inner } = copied(graph, choice, '', around)
  const subflow: SubflowEntry = {
    name,
    ...(Object.keys(parameters).length ? { parameters } : {}),
    inputs: ends(inputs, 'in'),
    outputs: ends(outputs, 'out'),
    nodes: inner,
    wires: within,
    groups,
    layout: moved(layout, corner ? [MARGIN - corner.x, MARGIN - corner.y] : [0, 0]),
  }
  const instance = new FreshIds(Object.keys(graph.nodes)).take(id)
  replaceNodes(draft, nodes, instance, wires.flatMap((wire) => outerWire(wire, among, inputs, outputs, instance)), graph)
  draft.nodes[instance] = {
    type: `subflow:${id}`,
    name,
    ...(Object.keys(parameters).length ? { config: Object.fromEntries(Object.keys(parameters).map((each) => [each, `\${${each}}`])) } : {}),
  }
  if (corner) put(draft, instance, [corner.x, corner.y])
  ;((document as { subflows?: Record<string, SubflowEntry> }).subflows ??= {})[id] = subflow
  const addresses = new Map(nodes.map((each) => [each, `${instance}/${each}`]))
  renameReferences(draft, Object.keys(draft.nodes), addresses, { from: document.id, to: document.id }, around.known)
  return instance
}

/** An id for a new subflow of a document. */
export function freshSubflow(document: AnyDocument, known: Around['known'], wanted: string): string {
  return new FreshIds([...Object.keys(ownSubflows(document)), ...Object.keys(known.subflows)]).take(wanted)
}

/** The outer parameters that configs or code of these nodes speak of. */
export function parametersUsed(graph: Graph, nodes: readonly string[], { known }: Around): Record<string, ParameterEntry> {
  const declared = Object.keys(graph.parameters ?? {})
  const used = new Set(
    nodes.flatMap((id) => {
      const { type, config = {} } = graph.nodes[id] ?? { type: '' }
      const kind = known.types?.get(type)
      return [...namesIn(fillable(config, kind)), ...namesInCode(config, kind, declared)]
    }),
  )
  return Object.fromEntries(Object.entries(graph.parameters ?? {}).filter(([name]) => used.has(name)))
}

/** A name for each end: `in` (or `out`) where there is one, else that of its node. */
function portNames(ends: readonly End[], usual: 'in' | 'out'): Named {
  const keys = new Map(ends.map((each) => [keyOf(each), each]))
  const fresh = new FreshIds(['error'])
  const wanted = ({ node, port }: End) => (keys.size === 1 ? usual : port === usual ? node : `${node}-${port}`.slice(0, 64))
  return new Map([...keys].map(([key, each]) => [key, fresh.take(wanted(each))]))
}

function outerWire({ wire: [left, right, policy], from, to }: Wire, among: ReadonlySet<string>, inputs: Named, outputs: Named, instance: string): WireEntry[] {
  const [leaves, enters] = [among.has(from.node), among.has(to.node)]
  if (leaves && enters) return []
  const start = leaves ? portOf(instance, outputs, from) : left
  const into = enters ? portOf(instance, inputs, to) : right
  return [policy ? [start, into, policy] : [start, into]]
}

/** The end at the instance; its first port needs no name. */
function portOf(instance: string, named: Named, end: End): string {
  const port = named.get(keyOf(end)) ?? ''
  return [...named.values()][0] === port ? instance : `${instance}:${port}`
}

/** Takes the nodes out; where they all were in one group, the instance is in it. */
function replaceNodes(draft: Graph, nodes: readonly string[], instance: string, wires: WireEntry[], before: Graph): void {
  const home = Object.entries(before.groups ?? {}).find(([, group]) => group.nodes.length > nodes.length && nodes.every((id) => group.nodes.includes(id)))?.[0]
  removeNodes(draft, nodes)
  draft.wires = wires
  for (const [id, group] of Object.entries(draft.groups ?? {})) {
    const emptied = group.nodes.length === 0 && (before.groups?.[id]?.nodes.length ?? 0) > 0
    const inner = Object.values(draft.groups ?? {}).some(({ parent }) => parent === id)
    if (emptied && !inner) Reflect.deleteProperty(draft.groups ?? {}, id)
    else if (id === home) group.nodes.push(instance)
  }
}

function moved(layout: Record<string, Point>, [dx, dy]: Point): Record<string, Point> {
  return Object.fromEntries(Object.entries(layout).map(([id, [x, y]]) => [id, [x + dx, y + dy]]))
}

function keyOf({ node, port }: End): string {
  return `${node}:${port}`
}

function endOf(key: string): End {
  const at = key.lastIndexOf(':')
  return { node: key.slice(0, at), port: key.slice(at + 1) }
}
