import { instant, isRecord } from './reading'
import type { FlowState, LiveEvent } from './types'
import { preview } from './value'

/** The last message at a port. `at` is when the runtime took it, in milliseconds since 1970. */
export interface Sample {
  message: unknown
  at: number
  truncated: boolean
}

/** One line of the debug stream; `number` only rises and is never used twice. */
export interface DebugLine {
  number: number
  time: number
  flow: string
  node: string
  value: unknown
  text: string
}

export interface Live {
  samples: ReadonlyMap<string, Sample>
  /** What the flows do whose figures are asked for, by flow. */
  states: ReadonlyMap<string, FlowState>
  /** Deploys that were told of: whoever shows what runs reads it anew. */
  deploys: number
  debug: readonly DebugLine[]
  debugCount: number
  /** Events the runtime dropped because this page was too slow. */
  lost: number
  /** Milliseconds the runtime's clock is ahead of the browser's. */
  ahead: number
}

export const DEBUG_LINES = 500

/** The topic of a flow's figures begins so. */
export const METRICS = 'metrics:'

export const nothingYet: Live = { samples: new Map(), states: new Map(), deploys: 0, debug: [], debugCount: 0, lost: 0, ahead: 0 }

/** What is known after `events`, oldest first, which arrived when the browser's clock said `now`. */
export function applyEvents(live: Live, events: readonly LiveEvent[], now: number): Live {
  const samples = new Map(live.samples)
  const lines: DebugLine[] = []
  let { lost, ahead, debugCount, states, deploys } = live
  for (const { topic, time, data } of events) {
    const at = instant(time) ?? now + ahead
    if (time !== undefined) ahead = at - now
    if (topic.startsWith('tap:')) samples.set(topic, sample(data, at))
    else if (topic.startsWith(METRICS) && isRecord(data)) states = new Map(states).set(topic.slice(METRICS.length), data as unknown as FlowState)
    else if (topic === 'debug') lines.push(debugLine(data, at, ++debugCount))
    else if (topic === 'deploy') deploys += 1
    else if (topic === 'lost') lost += total(data)
  }
  const debug = lines.length ? [...live.debug, ...lines].slice(-DEBUG_LINES) : live.debug
  return { samples, states, deploys, debug, debugCount, lost, ahead }
}

/** Another flow is looked at: its ports start empty. */
export function withoutSamples(live: Live): Live {
  return { ...live, samples: new Map() }
}

/** The cleared stream; numbers go on rising. */
export function withoutDebug(live: Live): Live {
  return { ...live, debug: [], lost: 0 }
}

function sample(data: unknown, at: number): Sample {
  const fields = isRecord(data) ? data : {}
  return { message: fields['message'], at, truncated: fields['truncated'] === true }
}

function debugLine(data: unknown, time: number, number: number): DebugLine {
  const fields = isRecord(data) ? data : {}
  const value = 'value' in fields ? fields['value'] : data
  return { number, time, flow: text(fields['flow']), node: text(fields['node']), value, text: preview(value, 300) }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function total(data: unknown): number {
  if (!isRecord(data)) return 0
  return Object.values(data).reduce<number>((sum, each) => sum + (typeof each === 'number' ? each : 0), 0)
}

/** The lines that hold every word of `filter`, newest first, of one flow or (null) of all. `name` is what people call a line's node. */
export function filtered(
  lines: readonly DebugLine[],
  filter: string,
  flow: string | null,
  name: (line: DebugLine) => string = () => '',
): DebugLine[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return lines
    .filter((line) => flow === null || line.flow === flow)
    .filter((line) => {
      const all = `${line.flow} ${line.node} ${name(line)} ${line.text}`.toLowerCase()
      return words.every((word) => all.includes(word))
    })
    .reverse()
}
