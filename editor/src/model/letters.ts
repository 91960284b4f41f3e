import type { Fault } from './types'

/** One item of `GET /dead-letters`: a message that nothing handled. */
export interface Letter {
  id: string
  time: string
  flow: string
  node: string
  port: string
  error: { message: string; kind: string; node: string; count: number }
  message: Record<string, unknown>
  whole: boolean
  retried: number
  retrying: boolean
  more: number
  owner: string
}

/** One item of `GET /dead-letters/handled`. */
export interface HandledLetter {
  time: string
  action: 'retry' | 'delete' | 'owner'
  author: string
  reason: string
  letter: string
  flow: string
  node: string
  kind: string
  owner: string
}

/** What came of sending one letter once more. */
export interface Retried {
  id: string
  state: 'admitted' | 'done' | 'failed' | 'refused'
  failed: string | null
  fault: Fault | null
}

/** What came of sending several: how many of each kind, and why some were refused, each reason once. */
export function outcome(items: readonly Retried[], left: number): { counts: Record<Retried['state'] | 'left', number>; reasons: string[] } {
  const counts = { admitted: 0, done: 0, failed: 0, refused: 0, left }
  for (const { state } of items) counts[state] += 1
  return { counts, reasons: [...new Set(items.flatMap(({ fault }) => (fault ? [fault.message] : [])))] }
}
