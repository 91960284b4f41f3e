import { isRecord } from '../model/reading'
import { offline, problemOf, type Problem } from '../model/problem'
import type { Language } from '../model/types'
import type { Credential } from '../state/session'

/** A call that failed, with what to tell the person. */
export class ApiError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.title || problem.kind)
    this.problem = problem
  }
}

/** A pulled cable gives no error: after so many milliseconds nobody answers. */
const PATIENCE = 8000
const BASE = 'api/v1'

export interface Asked extends RequestInit {
  /** Milliseconds until nobody is believed to answer, for calls that take their time. */
  patience?: number
}

/** One call of the API; an answer without content is an empty object. */
export async function call<T>(
  path: string,
  init: Asked,
  language: Language,
  credential: Credential | null,
): Promise<T> {
  const response = await answered(path, init, language, credential)
  if (response.status === 204) return {} as T
  const body: unknown = await response.json().catch(() => null)
  if (!isRecord(body)) throw new ApiError(problemOf(response.status, { title: `HTTP ${response.status}: no JSON object` }))
  return body as T
}

/** The answer of one call, which may be of any type; a refusal is thrown with its problem. */
export async function answered(
  path: string,
  init: Asked,
  language: Language,
  credential: Credential | null,
): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('Accept-Language', language === 'zh' ? 'zh-CN' : 'en')
  if (credential?.by === 'token') headers.set('Authorization', `Bearer ${credential.token}`)
  if (credential?.by === 'session') headers.set('X-CSRF-Token', credential.csrf)
  if (init.body && !headers.has('Content-Type')) headers.set('Content-Type', 'application/json')
  const response = await fetched(path, { ...init, headers })
  if (response.ok) return response
  throw new ApiError(problemOf(response.status, await response.json().catch(() => null)))
}

/** The answer within its time; whoever gave the call up gets its own AbortError. */
async function fetched(path: string, { patience = PATIENCE, ...init }: Asked): Promise<Response> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), patience)
  const giveUp = () => late.abort()
  init.signal?.addEventListener('abort', giveUp)
  try {
    return await fetch(`${BASE}/${path}`, { ...init, signal: late.signal })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new ApiError(offline)
  } finally {
    clearTimeout(timer)
    init.signal?.removeEventListener('abort', giveUp)
  }
}
