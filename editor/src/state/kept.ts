import i18next from 'i18next'
import { createStore, del, entries, get, set, type UseStore } from 'idb-keyval'
import { create } from 'zustand'
import type { DocumentKey } from '../model/document'
import { fromKept, toKeep, type KeptDocument } from '../model/kept'
import { useDocuments } from './documents'
import { forgetLast, lastSaid, namesOfLast, sayLast } from './lastWords'
import { notify } from './notices'

/** Milliseconds after an act until it is kept, also when more acts follow. */
const SOON = 150
/** Documents without anything unsaved that are kept at most; the oldest go first. */
const MOST = 100

/** Whether this browser keeps what is typed; a private window or a full disk may refuse. */
export const useKeeping = create<{ keeping: boolean }>(() => ({ keeping: true }))

/** Keeps the open documents of one person in this browser, with all that can be undone, until the page is left. */
export class Kept {
  private readonly timers = new Map<DocumentKey, number>()
  /** Documents of which IndexedDB has not the last state yet. */
  private readonly pending = new Set<DocumentKey>()
  private stopWatching = () => {}
  private prefix: string | null = null

  /** `owner` tells whose documents of which project these are. */
  constructor(
    private readonly owner: () => Promise<string>,
    private readonly store: UseStore = createStore('sinterflow', 'documents'),
  ) {}

  start(): void {
    const before = useDocuments.getState().open
    for (const key of Object.keys(before) as DocumentKey[]) this.plan(key)
    this.stopWatching = useDocuments.subscribe(({ open }, { open: last }) => {
      for (const key of Object.keys({ ...open, ...last }) as DocumentKey[]) if (open[key] !== last[key]) this.plan(key)
    })
    window.addEventListener('pagehide', this.left)
    document.addEventListener('visibilitychange', this.flush)
  }

  stop(): void {
    this.stopWatching()
    window.removeEventListener('pagehide', this.left)
    document.removeEventListener('visibilitychange', this.flush)
    this.flush()
    for (const timer of this.timers.values()) clearTimeout(timer) // of documents that nobody was known to own
    this.timers.clear()
  }

  /** What was kept of a document; damaged data is thrown away, and said. */
  async read(key: DocumentKey): Promise<KeptDocument | null> {
    const name = (await this.begin()) + key
    const stored = await get<unknown>(name, this.store).catch(() => undefined)
    const last = fromKept(lastSaid(name))
    const kept = last ?? fromKept(stored)
    if (kept === null && stored !== undefined) {
      notify(i18next.t('deploy.kept.damaged', { name: key.replace(/^\w+:/, '') }))
      await del(name, this.store).catch(() => undefined)
    }
    return kept
  }

  /** The documents with changes that the runtime has not. What is too much of all others is let go. */
  async unsaved(): Promise<DocumentKey[]> {
    const prefix = await this.begin()
    const all = await entries<string, unknown>(this.store).catch(() => [])
    const kept = all.map(([name, stored]) => ({ name, document: fromKept(stored) }))
    const old = kept.filter(({ document }) => document && !document.unsaved).sort((one, other) => (other.document?.at ?? 0) - (one.document?.at ?? 0))
    await Promise.all(old.slice(MOST).map(({ name }) => del(name, this.store))).catch(() => undefined)
    const names = [...kept.flatMap(({ name, document }) => (document?.unsaved ? [name] : [])), ...namesOfLast()]
    return [...new Set(names)].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length) as DocumentKey)
  }

  /** Keeps at once what waits; without waiting for it, as the page may be gone. */
  readonly flush = (): void => {
    if (this.prefix === null) return
    for (const key of [...this.timers.keys()]) void this.write(key)
  }

  private async begin(): Promise<string> {
    this.prefix ??= `${await this.owner()}\n`
    return this.prefix
  }

  /** The page is left: what is not kept is said where that takes no time. */
  private readonly left = (): void => {
    for (const key of this.pending) {
      const known = useDocuments.getState().open[key]
      if (known && this.prefix !== null) sayLast(this.prefix + key, toKeep(known, Date.now()))
    }
    this.flush()
  }

  private plan(key: DocumentKey): void {
    this.pending.add(key)
    if (!this.timers.has(key)) this.timers.set(key, window.setTimeout(() => void this.write(key), SOON))
  }

  private async write(key: DocumentKey): Promise<void> {
    clearTimeout(this.timers.get(key))
    this.timers.delete(key)
    try {
      // Without a wait where the owner is known: a page that is left runs nothing any more.
      const name = (this.prefix ?? (await this.begin())) + key
      const known = useDocuments.getState().open[key]
      await (known ? set(name, toKeep(known, Date.now()), this.store) : del(name, this.store))
      if (useDocuments.getState().open[key] === known) {
        forgetLast(name)
        this.pending.delete(key)
      }
      useKeeping.setState({ keeping: true })
    } catch {
      useKeeping.setState({ keeping: false })
    }
  }
}
