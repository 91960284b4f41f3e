import { applyPatches, enablePatches, produceWithPatches, type Patch } from 'immer'

enablePatches()

/** One act of a person on a document, with the way back. `label` is the key of its name in the texts. */
export interface Step {
  label: string
  patches: Patch[]
  inverse: Patch[]
  /** Acts with the same mark that follow each other are one (typing into a field, dragging with the keys). */
  mark?: string | undefined
  /** The name of an act on several documents, and the other ones: it is taken back and done again in all of them. */
  together?: { act: string; others: readonly string[] } | undefined
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
  together?: Step['together'],
): History<T> {
  const [present, patches, inverse] = produceWithPatches(history.present, (draft) => recipe(draft as T))
  if (patches.length === 0) return history
  const last = history.past.at(-1)
  const goesOn = mark !== undefined && last?.mark === mark && history.future.length === 0
  const step = goesOn
    ? { ...last, patches: [...last.patches, ...patches], inverse: [...inverse, ...last.inverse] }
    : { label, patches, inverse, mark, ...(together ? { together } : {}) }
  const before = goesOn ? history.past.slice(0, -1) : history.past
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

/** The history without an act on several documents, whatever was done since; null when it is not there, or what was done since rests on it. */
export function withdrawn<T extends object>(history: History<T>, act: string): History<T> | null {
  const at = history.past.findLastIndex(({ together }) => together?.act === act)
  const step = history.past[at]
  if (!step || history.past.slice(at + 1).some((later) => touch(later, step))) return null
  const present = applyPatches(history.present, step.inverse)
  return { present, past: history.past.filter((each) => each !== step), future: [...history.future, step] }
}

/** The history with an act on several documents done again; null when that is not what would come next. */
export function renewed<T extends object>(history: History<T>, act: string): History<T> | null {
  return history.future.at(-1)?.together?.act === act ? redone(history) : null
}

/** Whether two acts changed the same place, or one a place within the other's. */
function touch(one: Step, other: Step): boolean {
  const places = (step: Step) => [...step.patches, ...step.inverse].map(placeOf)
  return places(one).some((mine) => places(other).some((its) => mine.startsWith(its) || its.startsWith(mine)))
}

/** What comes and goes in a list moves the rest of it: the list is one place. */
function placeOf({ path }: Patch): string {
  const list = path.findIndex((key) => typeof key === 'number' || key === 'length')
  return (list < 0 ? path : path.slice(0, list)).map((key) => `${key}\n`).join('')
}

/** The next act begins anew, even with the mark of the last one. */
export function settled<T>(history: History<T>): History<T> {
  const last = history.past.at(-1)
  if (last?.mark === undefined) return history
  return { ...history, past: [...history.past.slice(0, -1), { ...last, mark: undefined }] }
}
