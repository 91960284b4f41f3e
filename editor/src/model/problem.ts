import { isRecord } from './reading'
import type { Fault } from './types'

/** Why a call failed: the runtime's own words, or that nobody answered. */
export interface Problem {
  kind: 'offline' | 'refused' | 'answered'
  status: number
  title: string
  detail: string
  hint: string
  faults: Fault[]
}

export const offline: Problem = { kind: 'offline', status: 0, title: '', detail: '', hint: '', faults: [] }

/** Whether the same may go well a little later: nobody answered, or the runtime could not. */
export const isPassing = ({ kind, status }: Problem) => kind === 'offline' || status >= 500

/** What `application/problem+json` says; a body of another shape leaves the status to speak. */
export function problemOf(status: number, body: unknown): Problem {
  const fields = isRecord(body) ? body : {}
  const text = (key: string) => (typeof fields[key] === 'string' ? fields[key] : '')
  const faults = Array.isArray(fields['errors']) ? fields['errors'].filter(isFault) : []
  return {
    kind: status === 401 ? 'refused' : 'answered',
    status,
    title: text('title') || `HTTP ${status}`,
    detail: text('detail'),
    hint: text('hint') || (faults[0]?.hint ?? ''),
    faults,
  }
}

function isFault(value: unknown): value is Fault {
  return isRecord(value) && typeof value['message'] === 'string'
}
