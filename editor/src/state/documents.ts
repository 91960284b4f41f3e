import i18next from 'i18next'
import { create } from 'zustand'
import { graphOf, partsOf, type AnyDocument, type DocumentKey, type FlowDocument, type Graph, type Scope, type SubflowEntry } from '../model/document'
import { begun, edited, settled, type History } from '../model/history'
import type { Problem } from '../model/problem'
import type { Fault } from '../model/types'
import { useConflicts } from './conflicts'
import { mayNow } from './me'
import { notify } from './notices'

/** `conflict`: somebody else has saved another draft meanwhile. `failed`: see `problem`; it is tried again. */
export type Saving = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict'

/** A document on this page: what the runtime has of it, and what was made of it here. */
export interface OpenDocument extends History<AnyDocument> {
  /** As the runtime has it, under `etag`; null: it is new and not saved yet. */
  base: AnyDocument | null
  etag: string | null
  saving: Saving
  problem: Problem | null
  /** Of the last saved draft. */
  faults: readonly Fault[]
}

interface Documents {
  open: Readonly<Partial<Record<DocumentKey, OpenDocument>>>
}

/** All documents that were opened on this page. They change only by the functions below. */
export const useDocuments = create<Documents>(() => ({ open: {} }))

export function useDocument(key: DocumentKey): OpenDocument | null {
  return usePartOfDocument(key, (document) => document)
}

/** A part of a document; whoever needs no more than that is not drawn anew for each act elsewhere. */
export function usePartOfDocument<T>(key: DocumentKey, pick: (document: OpenDocument | null) => T): T {
  return useDocuments(({ open }) => pick(open[key] ?? null))
}

const NO_SUBFLOWS: Readonly<Record<string, SubflowEntry>> = {}

/** The subflows that a document has for itself. */
export function useOwnSubflows(key: DocumentKey): Readonly<Record<string, SubflowEntry>> {
  return usePartOfDocument(key, (document) => (document && 'subflows' in document.present ? document.present.subflows : undefined) ?? NO_SUBFLOWS)
}

/** The graph of a canvas; null while it is not loaded, or when its subflow is gone. */
export function useGraph(scope: Scope): Graph | null {
  return usePartOfGraph(scope, (graph) => graph)
}

/** The same of the graph of a canvas. */
export function usePartOfGraph<T>({ key, inside }: Scope, pick: (graph: Graph | null) => T): T {
  return useDocuments(({ open }) => {
    const document = open[key]?.present
    return pick(document ? graphOf(document, inside) : null)
  })
}

/** The flows that are open on this page, also those that the runtime does not know yet. */
export function openFlows(): FlowDocument[] {
  return Object.entries(useDocuments.getState().open).flatMap(([key, document]) => (document && partsOf(key as DocumentKey).kind === 'flow' ? [document.present as FlowDocument] : []))
}

export function documentNow(key: DocumentKey): OpenDocument | null {
  return useDocuments.getState().open[key] ?? null
}

/** Shows what the runtime has. */
export function load(key: DocumentKey, document: AnyDocument, etag: string): void {
  put(key, { ...begun(document), base: document, etag, saving: 'saved', problem: null, faults: [] })
}

/** Opens a document that does not exist yet; it is saved like any other. */
export function createDocument(key: DocumentKey, document: AnyDocument): void {
  put(key, { ...begun(document), base: null, etag: null, saving: 'waiting', problem: null, faults: [] })
}

type Open = Documents['open']

let left: Open = {}

/** Somebody's session is over: what is open is nobody's to see until it is known who is here. */
export function setAside(): void {
  const { open } = useDocuments.getState()
  left = { ...left, ...open }
  useDocuments.setState({ open: {} })
}

/** It is known who is here: the same person as before, who finds everything as it was, or somebody else. */
export function takeUp(same: boolean): void {
  const before = left
  left = {}
  if (!same) useConflicts.setState({ conflicts: {}, asking: null })
  else if (Object.keys(before).length > 0) useDocuments.setState(({ open }) => ({ open: { ...before, ...open } }))
}

export function close(key: DocumentKey): void {
  useDocuments.setState(({ open }) => ({
    open: Object.fromEntries(Object.entries(open).filter(([other]) => other !== key)),
  }))
}

/** Replaces what is known of an open document, for the parts that save and merge it. */
export function put(key: DocumentKey, document: OpenDocument): void {
  useDocuments.setState(({ open }) => ({ open: { ...open, [key]: document } }))
}

export function patch(key: DocumentKey, change: Partial<OpenDocument>): void {
  const document = documentNow(key)
  if (document) put(key, { ...document, ...change })
}

/** One act of a person on a document, which undo takes back as a whole; see `edited`. */
export function editDocument(key: DocumentKey, label: string, recipe: (draft: AnyDocument) => void, mark?: string): void {
  change(key, (history) => edited(history, label, recipe, mark))
}

/** One act of a person on the graph of a canvas. */
export function edit({ key, inside }: Scope, label: string, recipe: (graph: Graph) => void, mark?: string): void {
  const act = (draft: AnyDocument) => {
    const graph = graphOf(draft, inside)
    if (graph) recipe(graph)
  }
  editDocument(key, label, act, mark)
}

/** What was typed or dragged is one act by now; the next one is another. */
export const settle = (key: DocumentKey): void => change(key, settled)

/** Goes on from another history, if the person may edit the document. */
export function change(key: DocumentKey, act: (history: History<AnyDocument>) => History<AnyDocument>): void {
  const document = documentNow(key)
  if (!document) return
  const history = act(document)
  if (history === document) return
  if (!mayNow('edit', key)) {
    notify(i18next.t('editor.readOnly'))
    return
  }
  // While a save is under way its end finds out that there is more: another one beside it would meet its own draft as somebody else's.
  const stays = history.present === document.present || document.saving === 'conflict' || document.saving === 'saving'
  const saving = stays ? document.saving : 'waiting'
  put(key, { ...document, ...history, saving })
}
