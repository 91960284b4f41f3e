import { ownSubflows } from './bringing'
import { NONE, type Choice } from './choice'
import type { Clip } from './clip'
import { graphOf, type AnyDocument, type NodeEntry, type Scope, type SubflowEntry, type WireEntry } from './document'
import { removeNodes } from './edits'
import { filled, fillable, namesInCode } from './filling'
import { placeOf } from './placing'
import { pasted } from './pasting'
import { plain } from './plain'
import { subflowOf } from './ports'
import { narrowScopes, renameReferences } from './mentions'
import { addWire, endsOf, named, type Around } from './wiring'
import { end, type End } from './wires'

/** Why an instance cannot be unpacked. */
export type Stuck =
  | { reason: 'gone' | 'error-wired' | 'disabled' }
  /** Code reads a parameter, which cannot be written into it; or a parameter has no value. */
  | { reason: 'code' | 'no-value'; node: string; parameter: string }

/** Null when the instance can be replaced by what is inside of it. */
export function unpackRefused(document: AnyDocument, inside: string | null, instance: string, around: Around): Stuck | null {
  const graph = graphOf(document, inside)
  const node = graph?.nodes[instance]
  const subflow = node && definitionOf(document, node, around)
  if (!graph || !node || !subflow) return { reason: 'gone' }
  if (node.disabled) return { reason: 'disabled' }
  const wired = (graph.wires ?? []).some(([from]) => from === `${instance}:error`) && !subflow.outputs?.['error']
  if (wired) return { reason: 'error-wired' }
  const values = valuesOf(subflow, node)
  const names = Object.keys(subflow.parameters ?? {})
  for (const [id, { type, config = {} }] of Object.entries(subflow.nodes)) {
    const kind = around.known.types?.get(type)
    const [read] = namesInCode(config, kind, names)
    if (read !== undefined) return { reason: 'code', node: id, parameter: read }
    const missing = names.find((name) => !values.has(name) && JSON.stringify(fillable(config, kind), text).includes(`\${${name}}`))
    if (missing !== undefined) return { reason: 'no-value', node: id, parameter: missing }
  }
  return null
}

/** Puts the inside of an instance in its place; `unpackRefused` must have been asked before. Gives what is new. */
export function unpack(document: AnyDocument, scope: Scope, instance: string, around: Around): Choice {
  const draft = graphOf(document, scope.inside)
  const graph = draft && plain(draft)
  const node = graph?.nodes[instance]
  const subflow = node && definitionOf(document, node, around)
  if (!draft || !graph || !node || !subflow) return NONE
  const wires = (graph.wires ?? []).map((wire) => ({ wire, ...endsOf(graph, wire, around) }))
  const corner = placeOf(graph, instance)
  const group = Object.entries(graph.groups ?? {}).find(([, { nodes }]) => nodes.includes(instance))?.[0]
  removeNodes(draft, [instance])
  const before = new Set(Object.keys(draft.nodes))
  const clip = clipOf(plain(subflow), node, document.id, around)
  const chosen = pasted(document, scope, clip, corner, around.known)
  const renamed = new Map(Object.keys(clip.nodes).map((id, index) => [id, chosen.nodes[index] ?? id]))
  const inner = (port: string, side: 'in' | 'out') =>
    ((side === 'in' ? subflow.inputs : subflow.outputs)?.[port] ?? []).map((text): End => {
      const at = named(subflow, text, side, around.known, around.inner)
      return { node: renamed.get(at.node) ?? at.node, port: at.port }
    })
  const kept = [...(draft.wires ?? [])].filter(([from]) => !before.has(end(from, '').node))
  draft.wires = []
  for (const { wire, from, to } of wires) {
    const starts = from.node === instance ? inner(from.port, 'out') : [from]
    const stops = to.node === instance ? inner(to.port, 'in') : [to]
    if (starts[0] === from && stops[0] === to) draft.wires.push(wire)
    else for (const start of starts) for (const stop of stops) addWire(draft, start, stop, around, wire[2])
  }
  draft.wires.push(...kept.filter(([from, to]) => !(draft.wires ?? []).some((wire) => same(wire, [from, to]))))
  narrowScopes(draft, chosen.nodes, around.known)
  const within = new Map([...renamed].map(([id, mine]) => [`${instance}/${id}`, mine]))
  renameReferences(draft, Object.keys(draft.nodes), within, { from: document.id, to: document.id }, around.known)
  if (group !== undefined) draft.groups?.[group]?.nodes.push(...chosen.nodes.filter((id) => !Object.values(draft.groups ?? {}).some(({ nodes }) => nodes.includes(id))))
  return chosen
}

function definitionOf(document: AnyDocument, node: NodeEntry, { known }: Around): SubflowEntry | undefined {
  const name = subflowOf(node.type)
  return name === null ? undefined : (ownSubflows(document)[name] ?? known.subflows[name])
}

/** What the parameters of an instance are; what its config says may itself name outer parameters. */
function valuesOf(subflow: SubflowEntry, { config = {} }: NodeEntry): Map<string, { value: unknown; open: boolean }> {
  return new Map(
    Object.entries(subflow.parameters ?? {}).flatMap(([name, { default: usual }]): [string, { value: unknown; open: boolean }][] => {
      if (name in config) return [[name, { value: plain(config[name]), open: true }]]
      return usual === undefined ? [] : [[name, { value: plain(usual), open: false }]]
    }),
  )
}

function clipOf(subflow: SubflowEntry, node: NodeEntry, flow: string, { known }: Around): Clip {
  const values = valuesOf(subflow, node)
  const inside = Object.entries(subflow.nodes).map(([id, inner]): [string, NodeEntry] => {
    if (!inner.config) return [id, inner]
    const open = filled(fillable(inner.config, known.types?.get(inner.type)), values) as Record<string, unknown>
    return [id, { ...inner, config: { ...inner.config, ...open } }]
  })
  const { wires = [], groups = {}, notes = {}, layout = {} } = subflow
  return { nodes: Object.fromEntries(inside), wires, groups, notes, layout, subflows: {}, flow }
}

function same(one: WireEntry, other: readonly [string, string]): boolean {
  return one[0] === other[0] && one[1] === other[1]
}

function text(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

