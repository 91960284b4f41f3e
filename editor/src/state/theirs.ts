import { ApiError, condition, pathOf, type Client } from '../api/client'
import { partsOf, type AnyDocument, type DocumentKey } from '../model/document'
import { parseDocument, parseExactly } from '../model/lossless'
import type { Side } from '../model/merge'
import { isUnsaved, onto, type There } from '../model/onto'
import { problemOf } from '../model/problem'
import type { Draft, Revision } from '../model/types'
import { setConflict, useConflicts } from './conflicts'
import { documentNow, patch, put } from './documents'

/** What the runtime has, unless it is what `etag` names: then null. */
export async function newer(client: Client, key: DocumentKey, etag: string | null): Promise<There | null> {
  try {
    const headers: Record<string, string> = etag === null ? {} : { 'If-None-Match': etag }
    const answer = await client.answered(`${pathOf(key)}?version=draft`, { headers, cache: 'no-store' })
    return { document: parseDocument(await answer.text()), etag: answer.headers.get('ETag') ?? '' }
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 304) return null
    throw error
  }
}

/** What the runtime has of a document that was perhaps kept here; null: it is gone, or not saved yet. Raises ApiError. */
export async function thereFor(client: Client, key: DocumentKey, kept: { unsaved: boolean } | null): Promise<There | 'unknown' | null> {
  try {
    return await client.document(key)
  } catch (error) {
    if (!(error instanceof ApiError) || !kept) throw error
    if (error.problem.status === 404 && kept.unsaved) return null
    if (error.problem.kind === 'offline') return 'unknown'
    throw error
  }
}

/** Puts an open document onto what somebody else made of it. Where both changed the same, a person is asked. */
export function takeIn(key: DocumentKey, there: There, author: string | null): boolean {
  const open = documentNow(key)
  if (!open) return false
  const { known, conflicts } = onto(open, there)
  if (conflicts.length === 0) {
    put(key, { ...open, ...known, saving: isUnsaved(known) ? 'waiting' : 'saved', problem: null })
    return true
  }
  setConflict(key, { kind: 'changed', ...there, author })
  patch(key, { saving: 'conflict', problem: null })
  return false
}

/** Does what a person has chosen about the conflicts of a document, as one act. */
export function decide(key: DocumentKey, choices: Readonly<Partial<Record<string, Side>>>): void {
  const open = documentNow(key)
  const conflict = useConflicts.getState().conflicts[key]
  if (!open || conflict?.kind !== 'changed') return
  const { known } = onto(open, conflict, choices)
  setConflict(key, null)
  put(key, { ...open, ...known, saving: isUnsaved(known) ? 'waiting' : 'saved', problem: null })
}

/** A document that was deleted elsewhere is saved as a new one. */
export function bringBack(key: DocumentKey): void {
  setConflict(key, null)
  patch(key, { base: null, etag: null, saving: 'waiting' })
}

/**
 * Puts a draft onto what was deployed since it was begun, as if it had been begun just now. Raises ApiError, also when
 * the history has no longer what it began with.
 */
export async function ontoDeployed(client: Client, key: DocumentKey, draft: Draft, author: string | null): Promise<void> {
  const base = await documentOf(client, draft.revision, key)
  const there = await client.document(key, 'deployed')
  const open = documentNow(key)
  if (!open) return
  // From here on this page alone has the draft, and the browser keeps it.
  patch(key, { base, saving: 'saving' })
  try {
    await client.send('DELETE', `${pathOf(key)}?draft=1`, undefined, condition(open.etag))
  } catch (error) {
    patch(key, { base: open.base, saving: open.saving })
    throw error
  }
  takeIn(key, there, author)
}

/** A document of an earlier revision. */
async function documentOf(client: Client, revision: number, key: DocumentKey): Promise<AnyDocument> {
  const answer = await client.answered(`history/${revision}?documents=true`, {})
  const { documents } = parseExactly(await answer.text()) as { documents: Record<string, AnyDocument> }
  const { kind, id } = partsOf(key)
  const folder = kind === 'flow' ? 'flows/' : 'subflows/'
  const found = documents[`${folder}${id}.json`] ?? Object.entries(documents).find(([name, each]) => name.startsWith(folder) && each.id === id)?.[1]
  if (!found) throw new ApiError(problemOf(404, null))
  return found
}

/** Who has changed a flow last; null where that is not known. */
export async function authorOf(client: Client, key: DocumentKey): Promise<string | null> {
  const { kind, id } = partsOf(key)
  const file = `subflows/${id}.json`
  try {
    const drafts = kind === 'flow' ? (await client.flows()).items.find((flow) => flow.id === id)?.draft : (await client.get<{ drafts: Record<string, Draft> }>('project')).drafts[file]
    if (drafts) return drafts.author
    const { items } = await client.get<{ items: Revision[] }>('history?limit=50')
    return items.find(({ flows, shared }) => (kind === 'flow' ? flows.includes(id) : shared.includes(file)))?.author ?? null
  } catch {
    return null
  }
}
