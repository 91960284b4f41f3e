import { ApiError, type Client } from '../api/client'
import type { DocumentKey } from '../model/document'
import { documentNow, load, patch, useDocuments } from './documents'

/** Milliseconds after the last act until a draft is saved. */
const REST = 600
/** When a save that failed is tried again. */
const AGAIN = 3000

/** Saves what is edited as drafts, one save of a document at a time, until the page is left. */
export class Saver {
  private readonly timers = new Map<DocumentKey, number>()
  private stopWatching = () => {}

  constructor(private readonly client: Client) {}

  start(): void {
    this.stopWatching = useDocuments.subscribe(({ open }, before) => {
      for (const key of Object.keys(open) as DocumentKey[]) {
        const document = open[key]
        if (document?.saving === 'waiting' && document.present !== before.open[key]?.present) this.plan(key, REST)
      }
    })
  }

  stop(): void {
    this.stopWatching()
    for (const timer of this.timers.values()) clearTimeout(timer)
  }

  /** Reads a document unless it is open already. */
  async open(key: DocumentKey): Promise<void> {
    if (documentNow(key)) return
    const { document, etag } = await this.client.document(key)
    if (!documentNow(key)) load(key, document, etag)
  }

  /** Saves at once what waits, and ends when it is saved or refused. */
  async now(key: DocumentKey): Promise<void> {
    clearTimeout(this.timers.get(key))
    this.timers.delete(key)
    const open = documentNow(key)
    if (!open || open.saving === 'saving' || open.saving === 'conflict' || open.present === open.base) return
    const sent = open.present
    patch(key, { saving: 'saving' })
    try {
      const { etag, faults } = await this.client.saveDocument(key, sent, open.etag)
      const waiting = documentNow(key)?.present !== sent
      patch(key, { base: sent, etag, faults, problem: null, saving: waiting ? 'waiting' : 'saved' })
      if (waiting) this.plan(key, REST)
    } catch (error) {
      this.failed(key, error)
    }
  }

  private failed(key: DocumentKey, error: unknown): void {
    if (!(error instanceof ApiError)) throw error
    const conflict = error.problem.status === 412
    patch(key, { saving: conflict ? 'conflict' : 'failed', problem: error.problem })
    if (!conflict) this.plan(key, AGAIN)
  }

  private plan(key: DocumentKey, delay: number): void {
    clearTimeout(this.timers.get(key))
    this.timers.set(key, window.setTimeout(() => void this.now(key), delay))
  }
}
