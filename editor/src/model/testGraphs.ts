import type { FlowDocument, Graph, SubflowEntry, WireEntry } from './document'
import type { KnownTypes } from './ports'
import type { NodeType, Schema } from './types'
import type { Around } from './wiring'

/** What tests of the acts work with: a few types with ports of several kinds, and graphs by chance that can be had again. */

function type(id: string, inputs: Record<string, Schema>, outputs: Record<string, Schema>, more: Partial<NodeType> = {}): NodeType {
  const ports = (side: Record<string, Schema>) => Object.entries(side).map(([name, schema]) => ({ name, title: '', schema }))
  return {
    type: id, family: id.split('.')[0] ?? '', title: { en: id, zh: id }, help: '', icon: '', role: '', version: 1, source: false,
    inputs: ports(inputs), outputs: ports(outputs), ports_by_config: false, config: {}, effect: 'none', delivery: 'once', exclusive: false, ...more,
  }
}

const code = { properties: { code: { type: 'string', 'x-sinterflow': { code: 'python' } } } }

const scope = { properties: { scope: { anyOf: [{ enum: ['flow', 'group'] }, { type: 'array', items: { type: 'string', 'x-sinterflow': { node: true } } }] } } }

export const TYPES = [
  type('core.inject', {}, { out: {} }),
  type('core.change', { in: {} }, { out: {} }),
  type('core.debug', { in: {} }, {}),
  type('core.function', { in: {} }, { out: {} }, { config: code }),
  type('rule.limit', { in: { type: 'number' } }, { ok: { type: 'number' }, breach: {} }),
  type('text.upper', { in: { type: 'string' } }, { out: { type: 'string' } }),
  type('core.catch', {}, { out: {} }, { role: 'catch', config: scope }),
  type('core.link-in', {}, { out: {} }, { role: 'link-in' }),
  type('core.link-out', { in: {} }, {}, { role: 'link-out' }),
]

export const KNOWN: KnownTypes = { types: new Map(TYPES.map((each) => [each.type, each])), byConfig: new Map(), subflows: {} }

export function around(inner: Record<string, SubflowEntry> = {}, subflows: Record<string, SubflowEntry> = {}): Around {
  return { known: { ...KNOWN, subflows }, inner }
}

export function flowOf(graph: Partial<FlowDocument>): FlowDocument {
  return { format: 1, id: 'line', nodes: {}, ...graph }
}

/** inject → change → debug, with a place each. */
export function chain(): FlowDocument {
  return flowOf({
    nodes: { tick: { type: 'core.inject' }, set: { type: 'core.change' }, show: { type: 'core.debug' } },
    wires: [['tick', 'set'], ['set', 'show']],
    layout: { tick: [0, 0], set: [200, 0], show: [400, 0] },
  })
}

/** A small generator of numbers from 0 to 1: the same for the same seed. */
export function chance(seed: number): () => number {
  let state = seed * 2654435761
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const WIRED = ['core.inject', 'core.change', 'core.debug', 'core.function', 'rule.limit']

export function graphByChance(seed: number): { flow: FlowDocument; chosen: string[] } {
  const next = chance(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T
  const ids = Array.from({ length: 3 + Math.floor(next() * 9) }, (_, index) => `n${index}`)
  const nodes = Object.fromEntries(ids.map((id) => [id, { type: pick(WIRED), config: { limit: '${limit}', text: `at \${limit} of ${id}` } }]))
  const layout = Object.fromEntries(ids.map((id): [string, [number, number]] => [id, [Math.floor(next() * 900), Math.floor(next() * 600)]]))
  const ends = (side: 'inputs' | 'outputs', id: string) => KNOWN.types?.get(nodes[id]?.type ?? '')?.[side].map(({ name }, index) => (index === 0 ? id : `${id}:${name}`)) ?? []
  const wires = new Map<string, WireEntry>()
  for (let each = 0; each < ids.length * 2; each++) {
    const [from, to] = [pick([...ends('outputs', pick(ids)), '']), pick([...ends('inputs', pick(ids)), ''])]
    if (from && to) wires.set(`${from}>${to}`, next() < 0.3 ? [from, to, { policy: 'durable', max_age: '1h' }] : [from, to])
  }
  const chosen = ids.filter(() => next() < 0.5)
  const flow = flowOf({ nodes, layout, wires: [...wires.values()], parameters: { limit: { type: 'number', default: 5 } } })
  return { flow, chosen: chosen.length ? chosen : ids.slice(0, 1) }
}

/** What is wrong with a graph: wires to what is not there, or twice; groups of nodes that are not there. */
export function wrongs(graph: Graph): string[] {
  const seen = new Set<string>()
  const wires = (graph.wires ?? []).flatMap(([from, to]) => {
    const key = `${from}>${to}`
    const bad = seen.has(key) || [from, to].some((end) => !graph.nodes[end.split(':')[0] ?? ''])
    seen.add(key)
    return bad ? [key] : []
  })
  const members = Object.values(graph.groups ?? {}).flatMap(({ nodes }) => nodes.filter((id) => !graph.nodes[id]))
  return [...wires, ...members, ...Object.keys(graph.layout ?? {}).filter((id) => !graph.nodes[id])]
}
