import type { AnyDocument, DocumentKey, FlowDocument } from '../model/document'
import { partsOf } from '../model/document'
import { parseDocument, withNodes, writeDocument } from '../model/lossless'
import type { Fault, FlowItem, FlowState, Language, NodeType, Port, Project, SharedFile } from '../model/types'
import type { Credential } from '../state/session'
import { answered, call, type Asked } from './call'

export { ApiError } from './call'

/** A document with the ETag that a later save must name. */
export interface Read<T> {
  document: T
  etag: string
}

/** What a saved draft is told: its new ETag, and what is wrong with it. */
export interface Saved {
  etag: string
  faults: Fault[]
}

/** The HTTP face of the runtime. Pages with calls of their own use `get` and `send`. */
export class Client {
  constructor(
    readonly credential: Credential,
    private readonly language: () => Language,
  ) {}

  flows(signal?: AbortSignal): Promise<{ items: FlowItem[]; revision: number }> {
    return this.get('flows?limit=1000', signal)
  }

  async flow(id: string, signal?: AbortSignal): Promise<FlowDocument> {
    return withNodes(await this.get<FlowDocument>(`flows/${encodeURIComponent(id)}`, signal))
  }

  flowState(id: string, signal?: AbortSignal): Promise<FlowState> {
    return this.get(`flows/${encodeURIComponent(id)}/state`, signal)
  }

  project(signal?: AbortSignal): Promise<Project> {
    return this.get('project', signal)
  }

  nodeTypes(signal?: AbortSignal): Promise<{ items: NodeType[] }> {
    return this.get('node-types?limit=1000', signal)
  }

  /** The project-wide subflows, deployed and drafted. */
  subflows(): Promise<{ items: SharedFile[] }> {
    return this.get('subflows?limit=1000')
  }

  /** The ports that each config gives; a node of an unknown type is left out. */
  ports(nodes: Record<string, { type: string; config: unknown }>): Promise<{ ports: Record<string, { inputs: Port[]; outputs: Port[] }> }> {
    return this.send('POST', 'node-types/ports', { nodes })
  }

  /** A document with its draft, if there is one; numbers beyond 2^53 stay exact. */
  async document(key: DocumentKey, version: 'draft' | 'deployed' = 'draft'): Promise<Read<AnyDocument>> {
    const answer = await this.answered(`${pathOf(key)}?version=${version}`, {})
    return { document: parseDocument(await answer.text()), etag: answer.headers.get('ETag') ?? '' }
  }

  /** Saves a draft on top of what `etag` names; null: there must be none yet. */
  saveDocument(key: DocumentKey, document: AnyDocument, etag: string | null): Promise<Saved> {
    return this.call(pathOf(key), { method: 'PUT', body: writeDocument(document), headers: condition(etag) })
  }

  /** Gives an inject node its own message. */
  async inject(flow: string, node: string): Promise<void> {
    await this.send('POST', `flows/${encodeURIComponent(flow)}/nodes/${encodeURIComponent(node)}/receive`, {})
  }

  get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.call(path, signal ? { signal } : {})
  }

  /** A call with a JSON body, and the headers of a condition where the resource has an ETag. */
  send<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, headers: HeadersInit = {}): Promise<T> {
    return this.call(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  }

  call<T>(path: string, init: Asked): Promise<T> {
    return call(path, init, this.language(), this.credential)
  }

  /** For answers that are files, or whose headers count. */
  answered(path: string, init: Asked): Promise<Response> {
    return answered(path, init, this.language(), this.credential)
  }
}

/** The header that makes a save safe: on top of what was read, or as something new. */
export function condition(etag: string | null): Record<string, string> {
  return etag === null ? { 'If-None-Match': '*' } : { 'If-Match': etag }
}

export function pathOf(key: DocumentKey): string {
  const { kind, id } = partsOf(key)
  return `${kind === 'flow' ? 'flows' : 'subflows'}/${encodeURIComponent(id)}`
}
