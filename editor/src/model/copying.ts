import { stringify } from 'lossless-json'
import { groupsIn, nodesIn, wireWithin, type Choice } from './choice'
import { MARK, type Clip } from './clip'
import type { Graph, SubflowEntry } from './document'
import { placeOf } from './placing'
import { subflowOf, type KnownTypes } from './ports'
import { endsOf, written, type Around } from './wiring'

/** A piece of a graph, to be put in elsewhere: nodes with the wires among them, groups that are whole, notes. */
export function copied(graph: Graph, chosen: Choice, flow: string, around: Around): Clip {
  const ids = nodesIn(graph, chosen)
  const among = new Set(ids)
  const wires = (graph.wires ?? []).filter((_, index) => wireWithin(graph, index, among)).map((wire): Clip['wires'][number] => {
    const { from, to } = endsOf(graph, wire, around)
    const ends = [written(graph, from, 'out', around), written(graph, to, 'in', around)] as const
    return wire[2] ? [...ends, wire[2]] : [...ends]
  })
  const nodes = Object.fromEntries(ids.flatMap((id) => (graph.nodes[id] ? [[id, graph.nodes[id]]] : [])))
  return {
    nodes,
    wires,
    groups: wholeGroups(graph, among, chosen),
    notes: Object.fromEntries(chosen.notes.flatMap((id) => (graph.notes?.[id] ? [[id, graph.notes[id]]] : []))),
    layout: Object.fromEntries(ids.map((id) => [id, placeOf(graph, id)])),
    subflows: subflowsUsed(nodes, around.inner, around.known),
    flow,
  }
}

/** Groups go along that were chosen, or all of whose nodes were. */
function wholeGroups(graph: Graph, among: ReadonlySet<string>, chosen: Choice): Clip['groups'] {
  const named = new Set(groupsIn(graph, chosen.groups))
  const whole = Object.keys(graph.groups ?? {}).filter((id) => {
    const within = groupsIn(graph, [id]).flatMap((each) => graph.groups?.[each]?.nodes ?? [])
    return named.has(id) || (within.length > 0 && within.every((node) => among.has(node)))
  })
  return Object.fromEntries(
    whole.flatMap((id) => {
      const entry = graph.groups?.[id]
      if (!entry) return []
      const { parent, ...rest } = entry
      return [[id, parent && whole.includes(parent) ? entry : rest]]
    }),
  )
}

/** The subflows that nodes stand for, and those that these use. */
export function subflowsUsed(nodes: Graph['nodes'], inner: Around['inner'], known: KnownTypes): Record<string, SubflowEntry> {
  const found: Record<string, SubflowEntry> = {}
  const waiting = Object.values(nodes)
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const name = subflowOf(node.type)
    const subflow = name === null ? undefined : (inner[name] ?? known.subflows[name])
    if (name === null || !subflow || found[name]) continue
    found[name] = plainSubflow(subflow)
    waiting.push(...Object.values(subflow.nodes))
  }
  return found
}

/** A project-wide subflow's file says more than the subflow. */
export function plainSubflow(subflow: SubflowEntry): SubflowEntry {
  return Object.fromEntries(Object.entries(subflow).filter(([key]) => key !== 'format' && key !== 'id')) as unknown as SubflowEntry
}

export function writeClip(clip: Clip): string {
  return stringify({ [MARK]: 1, ...clip }, undefined, 2) ?? ''
}
