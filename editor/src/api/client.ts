import { isRecord } from '../model/reading'
import { offline, problemOf, type Problem } from '../model/problem'
import type { FlowDocument, FlowItem, FlowState, Language, Project } from '../model/types'

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

/** The HTTP face of the runtime, as far as this page needs it. */
export class Client {
  constructor(
    private readonly token: string,
    private readonly language: () => Language,
    private readonly base = 'api/v1',
  ) {}

  flows(signal: AbortSignal): Promise<{ items: FlowItem[] }> {
    return this.call(`flows`, { signal })
  }

  flow(id: string, signal: AbortSignal): Promise<FlowDocument> {
    return this.call(`flows/${encodeURIComponent(id)}`, { signal })
  }

  flowState(id: string, signal: AbortSignal): Promise<FlowState> {
    return this.call(`flows/${encodeURIComponent(id)}/state`, { signal })
  }

  project(signal: AbortSignal): Promise<Project> {
    return this.call(`project`, { signal })
  }

  /** Gives an inject node its own message. */
  async inject(flow: string, node: string): Promise<void> {
    const path = `flows/${encodeURIComponent(flow)}/nodes/${encodeURIComponent(node)}/receive`
    await this.call(path, { method: 'POST', body: '{}' })
  }

  private async call<T>(path: string, init: RequestInit): Promise<T> {
    const headers = new Headers({
      Authorization: `Bearer ${this.token}`,
      'Accept-Language': this.language() === 'zh' ? 'zh-CN' : 'en',
    })
    if (init.body) headers.set('Content-Type', 'application/json')
    const response = await this.fetched(path, { ...init, headers })
    const body: unknown = await response.json().catch(() => null)
    if (!response.ok) throw new ApiError(problemOf(response.status, body))
    if (!isRecord(body)) throw new ApiError(problemOf(response.status, { title: `HTTP ${response.status}: no JSON object` }))
    return body as T
  }

  /** The answer within `PATIENCE`; whoever gave the call up gets its own AbortError. */
  private async fetched(path: string, init: RequestInit): Promise<Response> {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), PATIENCE)
    const giveUp = () => late.abort()
    init.signal?.addEventListener('abort', giveUp)
    try {
      return await fetch(`${this.base}/${path}`, { ...init, signal: late.signal })
    } catch (error) {
      if (init.signal?.aborted) throw error
      throw new ApiError(offline)
    } finally {
      clearTimeout(timer)
      init.signal?.removeEventListener('abort', giveUp)
    }
  }
}
