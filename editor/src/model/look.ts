import type { Graph, NodeEntry, Point } from './document'
import { familyOf } from './family'
import { ERROR_PORT, subflowOf, type Ports } from './ports'
import { localized } from './text'
import { nodeName } from './titles'
import type { Language, NodeType, Port } from './types'
import { endsThatRun, definitionOf, type Subflows } from './instances'
import type { End } from './wires'

export type Kind = 'node' | 'subflow' | 'link' | 'comment' | 'junction'

export interface PortLook {
  name: string
  title: string
  /** From the node's upper left corner. */
  at: Point
  /** Where messages pass that are shown here: at an instance an end inside of it. */
  runs: End
}

/** How a node is drawn, whatever its place. */
export interface Look {
  kind: Kind
  name: string
  family: string
  icon: string
  /** The type's name for people. */
  title: string
  width: number
  height: number
  /** What the labels of its outputs take of the width. */
  labels: number
  inputs: readonly PortLook[]
  outputs: readonly PortLook[]
  /** Where errors leave. */
  error: PortLook
  known: boolean
  disabled: boolean
  /** It gives a message when it is pressed. */
  pressable: boolean
  /** Where a link leads to. */
  links: readonly string[]
  /** The node inside of an instance whose status is the instance's own. */
  status: string | null
}

export interface LookAsked {
  id: string
  entry: NodeEntry
  type: NodeType | undefined
  ports: Ports
  language: Language
  /** Width of a text in canvas units. */
  measure: (text: string) => number
  subflows: Subflows
  /** The flow that the node is in: links within it need not name it. */
  flow: string
}

/** The grid that things are placed on. */
export const GRID = 8
export const NODE_HEIGHT = 36
const PITCH = 18
const [NARROWEST, WIDEST] = [96, 224]
const ICON = 32
const BUTTON = 28
/** As wide as the labels of ports are drawn at most. */
const LABEL = 96
const JUNCTION = 16
/** The lines below a name are smaller by so much. */
const SMALL = 0.85

export function lookOf(asked: LookAsked): Look {
  const { id, entry, type, ports, language, measure, subflows, flow } = asked
  const typesKnown = subflows.known.types !== null
  const kind = kindOf(entry.type, type?.role ?? '')
  const subflow = subflowOf(entry.type)
  const definition = definitionOf(entry, subflows)
  const name = subflow === null ? nodeName(id, entry, { types: subflows.known.types, language }) : localized(entry.name, language) || localized(definition?.name, language, subflow)
  const pressable = type !== undefined && entry.type === 'core.inject'
  const labels = ports.outputs.length > 1 ? Math.min(LABEL, Math.ceil(SMALL * Math.max(...ports.outputs.map((port) => measure(titleOf(port, language))))) + 12) : 0
  const links = kind === 'link' ? linksOf(entry, flow) : []
  const known = type !== undefined || subflow !== null || !typesKnown
  // Below its name stands what is missing.
  const missing = known ? '' : `${entry.type} is not installed`
  const text = Math.min(Math.max(measure(name), SMALL * measure(linksText(links)), SMALL * measure(missing)), WIDEST)
  const wanted = Math.min(WIDEST, ICON + text + 16 + (pressable ? BUTTON : 0)) + labels
  const width = kind === 'junction' ? JUNCTION : stepped(Math.max(NARROWEST, wanted))
  const most = Math.max(ports.inputs.length, ports.outputs.length)
  const height = kind === 'junction' ? JUNCTION : Math.max(NODE_HEIGHT, PITCH * most + 2)
  const placed = (all: readonly Port[], side: 'in' | 'out') =>
    all.map((port, index): PortLook => {
      const runs = endsThatRun({ node: id, port: port.name }, entry, side, subflows)[0] ?? { node: id, port: port.name }
      return { name: port.name, title: titleOf(port, language), at: [side === 'in' ? 0 : width, height / 2 + (index - (all.length - 1) / 2) * PITCH], runs }
    })
  return {
    kind, name, width, height, labels, pressable,
    family: type?.family ?? (subflow === null ? familyOf(entry.type) : 'subflow'),
    icon: type?.icon || (subflow === null ? (type || !typesKnown ? '' : 'unknown') : 'subflow'),
    title: localized(type?.title ?? definition?.name, language, entry.type),
    inputs: placed(ports.inputs, 'in'),
    outputs: placed(ports.outputs, 'out'),
    error: { name: ERROR_PORT, title: ERROR_PORT, at: [width - (labels ? labels + 8 : 12), height], runs: { node: id, port: ERROR_PORT } },
    known,
    disabled: entry.disabled === true,
    links,
    status: definition?.status ?? null,
  }
}

function kindOf(type: string, role: string): Kind {
  if (type === 'core.junction') return 'junction'
  if (role.startsWith('link-')) return 'link'
  if (role === 'comment') return 'comment'
  return subflowOf(type) === null ? 'node' : 'subflow'
}

function titleOf(port: Port, language: Language): string {
  return localized(port.title, language, port.name)
}

function linksOf({ config }: NodeEntry, flow: string): string[] {
  const to = config?.['to']
  const all = (Array.isArray(to) ? to : [to]).filter((each): each is string => typeof each === 'string' && each !== '')
  return all.map((each) => (each.startsWith(`${flow}/`) ? each.slice(flow.length + 1) : each))
}

/** The line below a link's name; empty where it leads nowhere. */
export function linksText(links: readonly string[]): string {
  return links.length > 0 ? `→ ${links.join(', ')}` : ''
}

function stepped(size: number): number {
  return Math.ceil(size / GRID) * GRID
}

/** Where nodes without a place are drawn: in rows below those that have one. */
export function strayPlaces({ nodes, layout = {} }: Pick<Graph, 'nodes' | 'layout'>): Map<string, Point> {
  const strays = Object.keys(nodes).filter((id) => !layout[id])
  if (strays.length === 0) return new Map()
  const placed = Object.values(layout)
  const left = placed.reduce((least, [x]) => Math.min(least, x), placed[0]?.[0] ?? 0)
  const top = placed.reduce((most, [, y]) => Math.max(most, y + 88), 0)
  return new Map(strays.map((id, index) => [id, [left + (index % 8) * 208, top + Math.floor(index / 8) * 88]]))
}

/** The place of each node. */
export function placesOf(graph: Pick<Graph, 'nodes' | 'layout'>): (id: string) => Point {
  const strays = strayPlaces(graph)
  return (id) => graph.layout?.[id] ?? strays.get(id) ?? [0, 0]
}
