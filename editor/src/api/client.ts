import type { FlowDocument, FlowItem, FlowState, Language, Project } from '../model/types'
import type { Credential } from '../state/session'
import { call } from './call'

export { ApiError } from './call'

/** The HTTP face of the runtime, as far as this page needs it. */
export class Client {
  constructor(
    private readonly credential: Credential,
    private readonly language: () => Language,
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

  private call<T>(path: string, init: RequestInit): Promise<T> {
    return call(path, init, this.language(), this.credential)
  }
}
