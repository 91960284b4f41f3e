import type { Graph, NodeEntry, SubflowEntry } from './document'
import { fitsInWire, misfitOfKinds, type Around } from './wiring'
import { portsOf } from './ports'
import { localized } from './text'
import type { Language, NodeType, Text } from './types'
import type { End } from './wires'
import type { Side } from './payloads'

/** Something that can be put on the canvas. */
export interface Offer {
  type: string
  family: string
  icon: string
  title: Text
  help: Text
  inputs: readonly string[]
  outputs: readonly string[]
}

/** The families as they are shown, subflows last; families of plugins in the order of their names. */
const FAMILIES = ['core', 'modbus', 'mqtt', 'opcua', 's7', 'melsec', 'serial', 'device', 'scan', 'parse', 'rule', 'alarm', 'database', 'file', 'network', 'label', 'code', 'page', 'trace', 'quality', 'simulate']
export const SUBFLOWS = 'subflow'

/** All that can be put on a canvas: installed types, and subflows but those that hold the one that is shown. */
export function offersOf(around: Around, withheld: (subflow: string) => boolean): Offer[] {
  const types = [...(around.known.types?.values() ?? [])].map(ofType)
  const subflows = Object.entries({ ...around.known.subflows, ...around.inner }).filter(([name]) => !withheld(name))
  return [...types, ...subflows.map(([name, subflow]) => ofSubflow(name, subflow))]
}

function ofType({ type, family, icon, title, help, inputs, outputs }: NodeType): Offer {
  const names = (ports: NodeType['inputs']) => ports.map(({ name }) => name)
  return { type, family, icon, title, help, inputs: names(inputs), outputs: names(outputs) }
}

function ofSubflow(name: string, { name: title, description, inputs = {}, outputs = {} }: SubflowEntry): Offer {
  return { type: `subflow:${name}`, family: SUBFLOWS, icon: SUBFLOWS, title: title ?? name, help: description ?? '', inputs: Object.keys(inputs), outputs: Object.keys(outputs) }
}

export function byFamily(offers: readonly Offer[]): { family: string; offers: Offer[] }[] {
  const families = [...new Set(offers.map(({ family }) => family))]
  const rank = (family: string) => (family === SUBFLOWS ? 1000 : FAMILIES.includes(family) ? FAMILIES.indexOf(family) : 500)
  return families.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b)).map((family) => ({ family, offers: offers.filter((offer) => offer.family === family) }))
}

/** Offers in which every word of the query is: in the title of either language first, then in the id, then in the help. */
export function found(offers: readonly Offer[], query: string): Offer[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...offers]
  const scored = offers.flatMap((offer) => {
    const score = words.map((word) => scoreOf(offer, word))
    return score.includes(0) ? [] : [{ offer, score: Math.min(...score) }]
  })
  return scored.sort((a, b) => b.score - a.score).map(({ offer }) => offer)
}

function scoreOf({ type, title, help }: Offer, word: string): number {
  const titles = both(title)
  if (titles.some((text) => text.startsWith(word))) return 5
  if (titles.some((text) => text.includes(word))) return 4
  const name = type.toLowerCase()
  if (name.slice(Math.max(name.indexOf('.'), name.indexOf(':')) + 1).startsWith(word)) return 3
  if (name.includes(word)) return 2
  return both(help).some((text) => text.includes(word)) ? 1 : 0
}

function both(text: Text): string[] {
  return (['en', 'zh'] as const).map((language: Language) => localized(text, language).toLowerCase())
}

/** What is used often comes first; otherwise the order stays. */
export function mostUsedFirst(offers: readonly Offer[], used: Readonly<Record<string, number>>): Offer[] {
  return [...offers].sort((a, b) => (used[b.type] ?? 0) - (used[a.type] ?? 0))
}

/** Where something is to be added: anywhere, at the end of a new wire, or into a wire. */
export type Where = { kind: 'anywhere' } | { kind: 'port'; end: End; side: Side } | { kind: 'wire'; index: number }

/** Only what fits there. */
export function fitting(offers: readonly Offer[], graph: Graph, where: Where, around: Around): Offer[] {
  if (where.kind === 'anywhere') return [...offers]
  if (where.kind === 'wire') return offers.filter(({ type }) => fitsInWire(graph, where.index, { type }, around))
  const node = graph.nodes[where.end.node]
  return node ? offers.filter(({ type }) => fittingPort(node, where, { type }, around) !== null) : []
}

/** The port of a new node that a wire from (or to) this end leads to; null when none fits. */
export function fittingPort(node: NodeEntry, { end, side }: { end: End; side: Side }, other: NodeEntry, around: Around): string | null {
  const { inputs, outputs } = portsOf(other, around.known, around.inner)
  const ports = side === 'out' ? inputs : outputs
  const fits = (port: string) => (side === 'out' ? misfitOfKinds(node, end.port, other, port, around) : misfitOfKinds(other, port, node, end.port, around)) === null
  return ports.map(({ name }) => name).find(fits) ?? null
}
