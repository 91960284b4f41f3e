import type { Quality } from './reading'
import type { FlowItem, NodeState } from './types'

/** What a state asks of a person. Normal is neutral; each tone has its icon and a word beside it. */
export type Tone = 'neutral' | 'info' | 'attention' | 'failed' | 'off'

export interface Status {
  tone: Tone
  /** The word's key under `state.` in the texts. */
  word: 'ok' | 'info' | 'warning' | 'error' | 'off' | 'connecting' | 'disconnected' | 'disabled' | 'stopped' | 'unknown'
}

const TONES: Record<string, Status> = {
  ok: { tone: 'neutral', word: 'ok' },
  info: { tone: 'info', word: 'info' },
  warning: { tone: 'attention', word: 'warning' },
  error: { tone: 'failed', word: 'error' },
  off: { tone: 'off', word: 'off' },
  connecting: { tone: 'attention', word: 'connecting' },
  disconnected: { tone: 'failed', word: 'disconnected' },
}

/** How a node stands, from what it says of itself and whether its flow runs. */
export function nodeStatus(state: NodeState | undefined, running: boolean, disabled: boolean): Status {
  if (disabled) return { tone: 'off', word: 'disabled' }
  if (!running) return { tone: 'off', word: 'stopped' }
  if (!state) return { tone: 'off', word: 'unknown' }
  return TONES[state.state || 'ok'] ?? { tone: 'neutral', word: 'unknown' }
}

/** What a running node asks of a person; one that does not run asks nothing. */
export function toneOf(state: NodeState | undefined): Tone {
  return state ? nodeStatus(state, true, false).tone : 'neutral'
}

export interface FlowStatus {
  tone: Tone
  word: 'running' | 'stopped' | 'disabled' | 'faulty'
}

/** How a flow stands: faults first, as they are why it does not run. */
export function flowStatus(flow: FlowItem): FlowStatus {
  if (flow.disabled) return { tone: 'off', word: 'disabled' }
  if (flow.faults?.some((fault) => fault.severity === 'error')) return { tone: 'failed', word: 'faulty' }
  return flow.running ? { tone: 'neutral', word: 'running' } : { tone: 'off', word: 'stopped' }
}

export function qualityTone(quality: Quality): Tone {
  return quality === 'bad' ? 'failed' : quality === 'uncertain' ? 'attention' : 'neutral'
}
