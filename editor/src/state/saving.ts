import i18next from 'i18next'
import { ApiError, type Client } from '../api/client'
import { partsOf, type DocumentKey } from '../model/document'
import { partnersOf } from '../model/kept'
import { isUnsaved } from '../model/onto'
import { isPassing } from '../model/problem'
import { localized } from '../model/text'
import { setConflict } from './conflicts'
import { documentNow, load, patch, put, takeUp, useDocuments } from './documents'
import { Kept } from './kept'
import { notify } from './notices'
import { useSession } from './session'
import { authorOf, newer, takeIn, thereFor } from './theirs'

/** Milliseconds after the last act until a draft is saved. */
const REST = 600
/** When what failed is tried again. */
const AGAIN = 3000

let lastOwner: string | null = null

/** Saves what is edited as drafts, one save of a document at a time, until the page is left; it is kept in the browser too. */
export class Saver {
  private readonly timers = new Map<DocumentKey, number>()
  private readonly kept: Kept
  private stopWatching = () => {}
  private owner: Promise<string> | null = null
  private stopped = false

  constructor(
    private readonly client: Client,
    kept?: Kept,
  ) {
    this.kept = kept ?? new Kept(() => this.owned())
  }

  start(): void {
    this.stopped = false
    this.stopWatching = useDocuments.subscribe(({ open }, { open: before }) => {
      for (const key of Object.keys(open) as DocumentKey[]) {
        const [now, last] = [open[key], before[key]]
        if (now?.saving === 'waiting' && (now.present !== last?.present || last.saving !== 'waiting')) this.plan(key, REST)
      }
    })
    this.kept.start()
    void this.resume()
  }

  stop(): void {
    this.stopped = true
    this.stopWatching()
    this.kept.stop()
    for (const timer of this.timers.values()) clearTimeout(timer)
  }

  /** Opens a document unless it is open: as the runtime has it, with what was done to it here before. */
  async open(key: DocumentKey): Promise<void> {
    await this.owned()
    if (documentNow(key)) return
    const kept = await this.kept.read(key)
    const there = await thereFor(this.client, key, kept)
    if (documentNow(key)) return
    if (!kept) {
      if (there !== null && there !== 'unknown') load(key, there.document, there.etag)
      return
    }
    const { past, future, present, base, etag, unsaved } = kept
    put(key, { past, future, present, base: unsaved ? base : present, etag, saving: unsaved ? 'waiting' : 'saved', problem: null, faults: [] })
    for (const other of partnersOf(kept)) this.open(other).catch(() => undefined)
    if (there === null && etag !== null) await this.gone(key)
    else if (there !== null && there !== 'unknown' && there.etag !== etag) takeIn(key, there, await authorOf(this.client, key))
    if (unsaved) notify(i18next.t('deploy.kept.restored', { name: nameOf(key) }), 'info')
  }

  /** Saves at once what waits, and ends when it is saved or refused. */
  async now(key: DocumentKey): Promise<void> {
    clearTimeout(this.timers.get(key))
    this.timers.delete(key)
    const open = documentNow(key)
    if (!open || open.saving === 'saving' || open.saving === 'conflict' || !isUnsaved(open)) return
    const sent = open.present
    patch(key, { saving: 'saving' })
    try {
      const { etag, faults } = await this.client.saveDocument(key, sent, open.etag)
      const waiting = documentNow(key)?.present !== sent
      patch(key, { base: sent, etag, faults, problem: null, saving: waiting ? 'waiting' : 'saved' })
    } catch (error) {
      await this.failed(key, error)
    }
  }

  /** Saves everything that waits. */
  async all(): Promise<void> {
    await Promise.all((Object.keys(useDocuments.getState().open) as DocumentKey[]).map((key) => this.now(key)))
  }

  /** Takes in what others have made of an open document; true when that was something new. */
  async follow(key: DocumentKey): Promise<boolean> {
    const open = documentNow(key)
    if (!open || open.etag === null || open.saving === 'saving' || open.saving === 'conflict') return false
    try {
      const there = await newer(this.client, key, open.etag)
      const still = documentNow(key)
      if (there === null || still?.etag !== open.etag || still.saving === 'saving') return false
      const author = await authorOf(this.client, key)
      const followed = takeIn(key, there, author)
      if (followed && documentNow(key)?.present !== still.present) notify(i18next.t('deploy.merge.followed', { name: nameOf(key), author: author ?? '?' }), 'info')
      return followed
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 404 && isUnsaved(documentNow(key) ?? open)) await this.gone(key)
      return false
    }
  }

  private async failed(key: DocumentKey, error: unknown): Promise<void> {
    if (!(error instanceof ApiError)) throw error
    if (error.problem.status === 412) await this.merged(key).catch((again: unknown) => this.failed(key, again))
    else {
      patch(key, { saving: 'failed', problem: error.problem })
      if (error.problem.kind === 'refused') useSession.getState().over(this.client.credential)
      else this.plan(key, AGAIN)
    }
  }

  /** Somebody else has saved another draft meanwhile. */
  private async merged(key: DocumentKey): Promise<void> {
    try {
      const there = await this.client.document(key)
      const author = await authorOf(this.client, key)
      if (takeIn(key, there, author)) notify(i18next.t('deploy.merge.done', { name: nameOf(key), author: author ?? '?' }), 'info')
    } catch (error) {
      if (!(error instanceof ApiError) || error.problem.status !== 404) throw error
      await this.gone(key)
    }
  }

  private async gone(key: DocumentKey): Promise<void> {
    patch(key, { saving: 'conflict' })
    setConflict(key, { kind: 'gone', author: await authorOf(this.client, key) })
  }

  /** What was typed before the page was left, or before somebody had to sign in again, is saved now. */
  private async resume(): Promise<void> {
    try {
      await this.owned()
      for (const [key, open] of Object.entries(useDocuments.getState().open) as [DocumentKey, { saving: string }][]) {
        if (open.saving !== 'saved' && open.saving !== 'conflict') this.plan(key, 0)
      }
      for (const key of await this.kept.unsaved()) await this.open(key)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (!this.stopped && isPassing(error.problem)) setTimeout(() => void this.resume(), AGAIN)
    }
  }

  /** Whose documents of which project these are. What somebody else had open here before is gone. */
  private owned(): Promise<string> {
    this.owner ??= Promise.all([this.client.get<{ author: string }>('me'), this.client.project()]).then(([{ author }, { name }]) => {
      const owner = JSON.stringify([window.location.pathname, name, author])
      const same = lastOwner === null || lastOwner === owner
      takeUp(same)
      lastOwner = owner
      return owner
    })
    this.owner.catch(() => (this.owner = null))
    return this.owner
  }

  private plan(key: DocumentKey, delay: number): void {
    clearTimeout(this.timers.get(key))
    if (!this.stopped) this.timers.set(key, window.setTimeout(() => void this.now(key), delay))
  }
}

/** What people call the document. */
function nameOf(key: DocumentKey): string {
  return localized(documentNow(key)?.present.name, i18next.language === 'zh' ? 'zh' : 'en', partsOf(key).id)
}
