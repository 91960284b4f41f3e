/** What the API answers, as the contract words it. Only what the page reads is written down. */

/** A text for people: one string for everybody, or one a language. */
export type Text = string | { en?: string; zh?: string }

export type Language = 'en' | 'zh'

export interface Fault {
  code: string
  severity: 'error' | 'warning'
  file?: string | null
  row?: number | null
  column?: number | null
  node?: string | null
  wire?: string | null
  field?: string | null
  message: string
  hint?: string | null
}

/** One row of `GET /flows`. */
export interface FlowItem {
  id: string
  name?: Text | null
  running: boolean
  disabled?: boolean
  nodes?: number
  received?: number
  sent?: number
  errors?: number
  dead_letters?: number
  faults?: Fault[]
}

/** `GET /project`, as far as the page needs it. */
export interface Project {
  name?: Text | null
  settings: { timezone: string }
}

export interface NodeEntry {
  type: string
  name?: Text
  disabled?: boolean
  config?: Record<string, unknown>
}

export interface SubflowEntry {
  name?: Text
  nodes?: Record<string, NodeEntry>
}

/** A flow document; a wire is `[from, to]` with an optional policy. */
export interface FlowDocument {
  id: string
  name?: Text
  description?: Text
  nodes: Record<string, NodeEntry>
  wires?: [string, string, ...unknown[]][]
  subflows?: Record<string, SubflowEntry>
}

export interface NodeState {
  state: string
  text?: Text | null
  received: number
  sent: number
  errors: number
}

/** `rate` is in messages a second, `depth` in messages, `latency` in seconds; null where a wire has no queue. */
export interface WireState {
  policy: string
  count: number
  rate?: number | null
  depth?: number | null
  latency?: number | null
}

/** `GET /flows/{id}/state`. */
export interface FlowState {
  running: boolean
  nodes: Record<string, NodeState>
  wires: Record<string, WireState>
}

/** One event of the WebSocket. `time` is RFC 3339. */
export interface LiveEvent {
  topic: string
  time?: string
  data: unknown
}

export type Message = Record<string, unknown>
