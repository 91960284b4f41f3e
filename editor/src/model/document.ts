import type { Text } from './types'

/** How a wire holds messages; what is left out is the runtime's default. */
export interface WirePolicy {
  policy: 'direct' | 'bounded' | 'durable'
  size?: number
  bytes?: number
  full?: 'block' | 'drop-oldest' | 'keep-latest'
  max_age?: string
  max_bytes?: number
}

/** `[from, to]` with an optional policy; an end is `node` or `node:port`. */
export type WireEntry = [from: string, to: string, policy?: WirePolicy]

export interface NodeEntry {
  type: string
  name?: Text
  info?: Text
  version?: number
  disabled?: boolean
  config?: Record<string, unknown>
}

export interface GroupEntry {
  name?: Text
  nodes: string[]
  color?: string
  parent?: string
}

export interface NoteEntry {
  text: Text
  at: Point
  size?: Point
}

/** x and y (or width and height) in canvas units: 1 is a pixel at 100 % zoom. */
export type Point = [number, number]

export interface ParameterEntry {
  type: string
  default?: unknown
  title?: Text
  unit?: string
  [key: string]: unknown
}

/** What a canvas shows: a flow, or the inside of a subflow. `layout` has the place of each node's upper left corner. */
export interface Graph {
  name?: Text
  description?: Text
  parameters?: Record<string, ParameterEntry>
  nodes: Record<string, NodeEntry>
  wires?: WireEntry[]
  groups?: Record<string, GroupEntry>
  notes?: Record<string, NoteEntry>
  layout?: Record<string, Point>
}

/** The ends inside that each outer port leads to. */
export interface SubflowEntry extends Graph {
  inputs?: Record<string, string[]>
  outputs?: Record<string, string[]>
  status?: string
}

/** A flow's file. A project-wide subflow's file is a `SubflowDocument`. */
export interface FlowDocument extends Graph {
  format: number
  id: string
  disabled?: boolean
  requires?: Record<string, string>
  subflows?: Record<string, SubflowEntry>
}

export interface SubflowDocument extends SubflowEntry {
  format: number
  id: string
}

/** A file that a canvas can open. */
export type AnyDocument = FlowDocument | SubflowDocument

/** `flow:<id>` or `subflow:<id>` (a project-wide one): the name of an open document. */
export type DocumentKey = `flow:${string}` | `subflow:${string}`

export function isDocumentKey(name: string): name is DocumentKey {
  return name.startsWith('flow:') || name.startsWith('subflow:')
}

export function partsOf(key: DocumentKey): { kind: 'flow' | 'subflow'; id: string } {
  const at = key.indexOf(':')
  return { kind: key.startsWith('flow:') ? 'flow' : 'subflow', id: key.slice(at + 1) }
}

/** A canvas: a document, or a subflow that is written inside of a flow. */
export interface Scope {
  key: DocumentKey
  inside: string | null
}

/** The graph that a canvas shows, or null when the subflow is gone. Works on drafts of immer too. */
export function graphOf(document: AnyDocument, inside: string | null): Graph | SubflowEntry | null {
  if (inside === null) return document
  const subflows = 'subflows' in document ? document.subflows : undefined
  return subflows?.[inside] ?? null
}
