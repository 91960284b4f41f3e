/** What the API answers, as the contract words it. Only what the page reads is written down. */

/** A text for people: one string for everybody, or one a language. */
export type Text = string | { en?: string; zh?: string }

export type Language = 'en' | 'zh'

export interface Fault {
  code: string
  severity: 'error' | 'warning'
  file?: string | null
  /** A JSON pointer into the document. */
  path?: string | null
  row?: number | null
  column?: number | null
  node?: string | null
  wire?: string | null
  field?: string | null
  message: string
  hint?: string | null
}

/** One deploy. `shared`: files that flows share and that it changed. */
export interface Revision {
  revision: number
  time: string
  author: string
  reason: Text
  flows: string[]
  shared: string[]
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
  /** False: it exists only as a draft. */
  deployed?: boolean
  changed?: boolean
  draft?: Draft | null
}

/** A change of a file that is saved and not deployed. `revision`: the deployed one it started from; `on_disk`: the file itself was changed. */
export interface Draft {
  author: string
  time: string
  revision: number
  etag: string
  deleted: boolean
  on_disk: boolean
}

/** A file that flows share, such as a subflow; `draft`: how it is changed. */
export interface SharedFile {
  name: string
  deployed: boolean
  draft: Draft | null
}

/** `GET /project`, as far as the page needs it. */
export interface Project {
  name?: Text | null
  settings: { timezone: string; areas?: Record<string, { name?: Text | null; flows?: string[] }> }
  revision?: number
  flows?: string[]
  connections?: Record<string, ConnectionState>
  /** Files that flows share and that are drafted otherwise, by name. */
  drafts?: Record<string, Draft>
}

export interface ConnectionState {
  type: string
  state: string
  text?: Text | null
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

export interface Port {
  name: string
  title: Text
  schema?: Record<string, unknown>
  message?: boolean
}

/** A JSON Schema with the runtime's hints below `x-sinterflow`. */
export type Schema = Record<string, unknown>

/** One item of `GET /node-types`. */
export interface NodeType {
  type: string
  family: string
  title: Text
  help: Text
  icon: string
  role: string
  version: number
  source: boolean
  inputs: Port[]
  outputs: Port[]
  ports_by_config: boolean
  config: Schema
  effect: string
  delivery: string
  exclusive: boolean
}

export type Message = Record<string, unknown>
