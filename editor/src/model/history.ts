import { applyPatches, enablePatches, produceWithPatches, type Patch } from 'immer'

enablePatches()

/** One act of a person on a document, with the way back. `label` is the key of its name in the texts. */
export interface Step {
  label: string
  patches: Patch[]
  inverse: Patch[]
  /** Acts with the same mark that follow each other are one (typing into a field, dragging with the keys). */
  mark?: string | undefined
}

/** A document with what was done to it, the last act last, and what was undone, the next to redo last. */
export interface History<T> {
  present: T
  past: readonly Step[]
  future: readonly Step[]
}

export const LONGEST = 500

export function begun<T>(present: T): History<T> {
  return { present, past: [], future: [] }
}

/** The history after `recipe` has changed a draft of the document; the same one when it changed nothing. */
export function edited<T extends object>(
  history: History<T>,
  label: string,
  recipe: (draft: T) => void,
  mark?: string,
): History<T> {
  const [present, patches, inverse] = produceWithPatches(history.present, (draft) => recipe(draft as T))
  if (patches.length === 0) return history
  const last = history.past.at(-1)
  const together = mark !== undefined && last?.mark === mark && history.future.length === 0
  const step = together
    ? { ...last, patches: [...last.patches, ...patches], inverse: [...inverse, ...last.inverse] }
    : { label, patches, inverse, mark }
  const before = together ? history.past.slice(0, -1) : history.past
  return { present, past: [...before, step].slice(-LONGEST), future: [] }
}

export function undone<T extends object>(history: History<T>): History<T> {
  const step = history.past.at(-1)
  if (!step) return history
  const present = applyPatches(history.present, step.inverse)
  return { present, past: history.past.slice(0, -1), future: [...history.future, step] }
}

export function redone<T extends object>(history: History<T>): History<T> {
  const step = history.future.at(-1)
  if (!step) return history
  const present = applyPatches(history.present, step.patches)
  return { present, past: [...history.past, step], future: history.future.slice(0, -1) }
}

/** The next act begins anew, even with the mark of the last one. */
export function settled<T>(history: History<T>): History<T> {
  const last = history.past.at(-1)
  if (last?.mark === undefined) return history
  return { ...history, past: [...history.past.slice(0, -1), { ...last, mark: undefined }] }
}
