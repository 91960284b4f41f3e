import type { Graph, NodeEntry, SubflowEntry, WireEntry, WirePolicy } from './document'
import { fits, kindsOf, payloadsOf, type Side } from './payloads'
import { ERROR_PORT, firstPort, portsOf, type KnownTypes } from './ports'
import { end, type End } from './wires'

/** What is known around a graph: the types, and the subflows of its document. */
export interface Around {
  known: KnownTypes
  inner: Readonly<Record<string, SubflowEntry>>
}

/** Why two ends cannot be wired; for `kinds` what is given and what is wanted. */
export type Misfit =
  | { reason: 'twice' | 'no-input' | 'no-output' | 'gone' }
  | { reason: 'kinds'; given: string[]; wanted: string[] }

/** Null when a wire may lead from an output to an input. Of what is not known nothing is refused. */
export function misfitOf(graph: Graph, from: End, to: End, around: Around): Misfit | null {
  const [source, target] = [graph.nodes[from.node], graph.nodes[to.node]]
  if (!source || !target) return { reason: 'gone' }
  if (!has(source, from.port, 'out', around)) return { reason: 'no-output' }
  if (!has(target, to.port, 'in', around)) return { reason: 'no-input' }
  if (hasWire(graph, from, to, around)) return { reason: 'twice' }
  return misfitOfKinds(source, from.port, target, to.port, around)
}

export function misfitOfKinds(source: NodeEntry, out: string, target: NodeEntry, into: string, { known, inner }: Around): Misfit | null {
  for (const given of payloadsOf(source, out, 'out', known, inner)) {
    for (const wanted of payloadsOf(target, into, 'in', known, inner)) {
      if (!fits(given, wanted)) return { reason: 'kinds', given: [...(kindsOf(given) ?? [])], wanted: [...(kindsOf(wanted) ?? [])] }
    }
  }
  return null
}

function has(node: NodeEntry, port: string, side: Side, { known, inner }: Around): boolean {
  const ports = portsOf(node, known, inner)
  const names = (side === 'in' ? ports.inputs : ports.outputs).map(({ name }) => name)
  const untold = ports.inputs.length === 0 && ports.outputs.length === 0 && !known.types?.has(node.type)
  return untold || names.includes(port) || (side === 'out' && port === ERROR_PORT)
}

/** A wire's ends with their ports named. */
export function endsOf(graph: Graph, [from, to]: WireEntry, { known, inner }: Around): { from: End; to: End } {
  return { from: named(graph, from, 'out', known, inner), to: named(graph, to, 'in', known, inner) }
}

export function named(graph: Graph, text: string, side: Side, known: KnownTypes, inner: Around['inner']): End {
  const node = graph.nodes[end(text, '').node]
  const ports = node ? portsOf(node, known, inner) : null
  return end(text, firstPort((side === 'in' ? ports?.inputs : ports?.outputs) ?? [], side))
}

/** An end as it is written: without its port where that is the first one. */
export function written(graph: Graph, { node, port }: End, side: Side, { known, inner }: Around): string {
  return named(graph, node, side, known, inner).port === port ? node : `${node}:${port}`
}

export function sameEnd(one: End, other: End): boolean {
  return one.node === other.node && one.port === other.port
}

function hasWire(graph: Graph, from: End, to: End, around: Around): boolean {
  return (graph.wires ?? []).some((wire) => {
    if (end(wire[0], '').node !== from.node) return false
    const ends = endsOf(graph, wire, around)
    return sameEnd(ends.from, from) && sameEnd(ends.to, to)
  })
}

/** Adds a wire unless there is one; says whether it did. */
export function addWire(graph: Graph, from: End, to: End, around: Around, policy?: WirePolicy): boolean {
  if (hasWire(graph, from, to, around)) return false
  const ends = [written(graph, from, 'out', around), written(graph, to, 'in', around)] as const
  ;(graph.wires ??= []).push(policy ? [...ends, policy] : [...ends])
  return true
}

/** Every port of the graph that a wire from (or to) this end may reach, as `node:port`. */
export function reachable(graph: Graph, at: End, side: Side, around: Around): Set<string> {
  const found = new Set<string>()
  const here = graph.nodes[at.node]
  if (!here) return found
  const wired = neighbours(graph, at, side, around)
  for (const [id, node] of Object.entries(graph.nodes)) {
    const ports = portsOf(node, around.known, around.inner)
    for (const { name } of side === 'out' ? ports.inputs : ports.outputs) {
      const misfit = side === 'out' ? misfitOfKinds(here, at.port, node, name, around) : misfitOfKinds(node, name, here, at.port, around)
      if (!misfit && !wired.has(`${id}:${name}`)) found.add(`${id}:${name}`)
    }
  }
  return found
}

/** What an end is wired with already, as `node:port`. */
function neighbours(graph: Graph, at: End, side: Side, around: Around): Set<string> {
  const near = (graph.wires ?? []).filter((wire) => end(wire[side === 'out' ? 0 : 1], '').node === at.node).map((wire) => endsOf(graph, wire, around))
  const others = near.flatMap(({ from, to }) => (sameEnd(side === 'out' ? from : to, at) ? [side === 'out' ? to : from] : []))
  return new Set(others.map(({ node, port }) => `${node}:${port}`))
}

/** Puts a node that is in the graph already into a wire: the wire's policy stays on the way to it. */
export function insertInWire(graph: Graph, index: number, id: string, around: Around): boolean {
  const wire = graph.wires?.[index]
  const node = graph.nodes[id]
  if (!wire || !node) return false
  const { from, to } = endsOf(graph, wire, around)
  const ports = portsOf(node, around.known, around.inner)
  const [input, output] = [ports.inputs[0], ports.outputs[0]]
  if (!input || !output || from.node === id || to.node === id) return false
  const into: WireEntry = wire[2] ? [wire[0], id, wire[2]] : [wire[0], id]
  if (hasWire(graph, from, { node: id, port: input.name }, around)) return false
  graph.wires?.splice(index, 1, into)
  addWire(graph, { node: id, port: output.name }, to, around)
  return true
}

/** Whether a node of this kind has its place in a wire: an input and an output that fit its ends. */
export function fitsInWire(graph: Graph, index: number, node: NodeEntry, around: Around): boolean {
  const wire = graph.wires?.[index]
  if (!wire) return false
  const { from, to } = endsOf(graph, wire, around)
  const [source, target] = [graph.nodes[from.node], graph.nodes[to.node]]
  const { inputs, outputs } = portsOf(node, around.known, around.inner)
  if (!source || !target || !inputs[0] || !outputs[0]) return false
  return !misfitOfKinds(source, from.port, node, inputs[0].name, around) && !misfitOfKinds(node, outputs[0].name, target, to.port, around)
}
