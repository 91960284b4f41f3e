import type { NodeEntry, Point } from './document'
import { familyOf } from './family'
import { ERROR_PORT, subflowOf, type Ports } from './ports'
import { localized } from './text'
import type { Language, NodeType, Port } from './types'

export type Kind = 'node' | 'subflow' | 'link' | 'comment' | 'junction'

export interface PortLook {
  name: string
  title: string
  /** From the node's upper left corner. */
  at: Point
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
  inputs: readonly PortLook[]
  outputs: readonly PortLook[]
  /** Where errors leave. */
  error: PortLook
  known: boolean
  disabled: boolean
  /** It gives a message when it is pressed. */
  pressable: boolean
  /** Where a link leads to, or where it comes in. */
  links: readonly string[]
}

export interface LookAsked {
  id: string
  entry: NodeEntry
  type: NodeType | undefined
  ports: Ports
  language: Language
  /** Width of a text in canvas units. */
  measure: (text: string) => number
  /** Whether the installed types are known by now. */
  typesKnown: boolean
}

/** The grid that things are placed on. */
export const GRID = 8
export const NODE_HEIGHT = 36
const PITCH = 20
const [NARROWEST, WIDEST] = [96, 224]
const ICON = 32
const BUTTON = 28
const LABEL = 72
const JUNCTION = 16

export function lookOf(asked: LookAsked): Look {
  const { id, entry, type, ports, language, measure, typesKnown } = asked
  const kind = kindOf(entry.type, type?.role ?? '')
  const subflow = subflowOf(entry.type)
  const name = localized(entry.name, language) || (type || kind === 'comment' || subflow === null ? id : subflow)
  const pressable = type !== undefined && entry.type === 'core.inject'
  const labels = ports.outputs.length > 1 ? Math.min(LABEL, Math.max(...ports.outputs.map((port) => measure(titleOf(port, language)))) + 12) : 0
  const text = Math.min(measure(name), WIDEST)
  const wanted = ICON + text + 16 + labels + (pressable ? BUTTON : 0)
  const width = kind === 'junction' ? JUNCTION : stepped(Math.max(NARROWEST, Math.min(WIDEST, wanted)))
  const most = Math.max(ports.inputs.length, ports.outputs.length)
  const height = kind === 'junction' ? JUNCTION : NODE_HEIGHT + PITCH * Math.max(0, most - 2)
  const placed = (side: readonly Port[], x: number) =>
    side.map((port, index): PortLook => ({ name: port.name, title: titleOf(port, language), at: [x, height / 2 + (index - (side.length - 1) / 2) * PITCH] }))
  return {
    kind, name, width, height, pressable,
    family: type?.family ?? (subflow === null ? familyOf(entry.type) : 'subflow'),
    icon: type?.icon || (subflow === null ? (type || !typesKnown ? '' : 'unknown') : 'subflow'),
    title: localized(type?.title, language, entry.type),
    inputs: placed(ports.inputs, 0),
    outputs: placed(ports.outputs, width),
    error: { name: ERROR_PORT, title: ERROR_PORT, at: [width - 12, height] },
    known: type !== undefined || subflow !== null || !typesKnown,
    disabled: entry.disabled === true,
    links: kind === 'link' ? linksOf(entry) : [],
  }
}

function kindOf(type: string, role: string): Kind {
  if (type === 'core.junction') return 'junction'
  if (role === 'link-in' || role === 'link-out') return 'link'
  if (role === 'comment') return 'comment'
  return subflowOf(type) === null ? 'node' : 'subflow'
}

function titleOf(port: Port, language: Language): string {
  return localized(port.title, language, port.name)
}

function linksOf({ config }: NodeEntry): string[] {
  const to = config?.['to']
  return Array.isArray(to) ? to.filter((each): each is string => typeof each === 'string') : []
}

function stepped(size: number): number {
  return Math.ceil(size / GRID) * GRID
}

/** Where a node without a place is drawn: one beside the other, below nothing of its own. */
export function placeOf(layout: Record<string, Point> | undefined, id: string, index: number): Point {
  return layout?.[id] ?? [(index % 8) * 208, Math.floor(index / 8) * 88]
}
