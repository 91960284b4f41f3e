import i18next from 'i18next'
import type { Part } from '../api/parts'
import { isDocumentKey, partsOf, type AnyDocument, type DocumentKey } from '../model/document'
import { edited, redone, renewed, undone, withdrawn, type History, type Step } from '../model/history'
import { change, documentNow } from './documents'
import { notify } from './notices'
import { changePart, partName, partNow, type PartName } from './shared'

/** An open document, or an open part of what flows share. */
type Name = DocumentKey | PartName
type Recipe = (draft: object) => void
export type Edit = readonly [name: Name, recipe: Recipe]

export function onDocument(key: DocumentKey, recipe: (draft: AnyDocument) => void): Edit {
  return [key, (draft) => recipe(draft as AnyDocument)]
}

export function onPart<T extends object>(part: Part<T>, recipe: (draft: T) => void): Edit {
  return [partName(part), (draft) => recipe(draft as T)]
}

/** One act on several things: taking it back in one of them takes it back in all. */
export function editTogether(label: string, edits: readonly Edit[]): void {
  const act = `${Date.now()} ${Math.random()}`
  const reached = edits.filter(([name, recipe]) => {
    const history = historyOf(name)
    return history !== null && edited(history, label, recipe) !== history
  })
  for (const [name, recipe] of reached) {
    const others = reached.map(([each]) => each).filter((other) => other !== name)
    changeAt(name, (history) => edited(history, label, recipe, undefined, { act, others }))
  }
}

export function undo(name: Name): void {
  const step = historyOf(name)?.past.at(-1)
  changeAt(name, undone)
  inOthers(step, withdrawn)
}

export function redo(name: Name): void {
  const step = historyOf(name)?.future.at(-1)
  changeAt(name, redone)
  inOthers(step, renewed)
}

/** Where something else was built on the act since, or it is not known any more, it stays, and that is said. */
function inOthers(step: Step | undefined, act: (history: History<object>, name: string) => History<object> | null): void {
  const { together } = step ?? {}
  const stuck = together?.others.filter((other) => {
    const history = historyOf(other as Name)
    const next = history && act(history, together.act)
    if (next) changeAt(other as Name, () => next)
    return !next
  })
  if (stuck?.length) notify(i18next.t('editor.stuck', { names: stuck.map((name) => titleOf(name as Name)).join(', ') }))
}

function historyOf(name: Name): History<object> | null {
  return isDocumentKey(name) ? documentNow(name) : partNow(name)
}

function changeAt(name: Name, act: (history: History<object>) => History<object>): void {
  if (isDocumentKey(name)) change(name, act as (history: History<AnyDocument>) => History<AnyDocument>)
  else changePart(name, act)
}

function titleOf(name: Name): string {
  if (isDocumentKey(name)) return partsOf(name).id
  const part = name.slice('part:'.length)
  return part === 'tags' || part === 'parameters' ? i18next.t(`project.tabs.${part}`) : i18next.t('project.tabs.connections')
}
