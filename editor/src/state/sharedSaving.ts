import { ApiError, type Client } from '../api/client'
import type { Part } from '../api/parts'
import { begun, edited, redone, undone, type History } from '../model/history'
import type { Problem } from '../model/problem'
import { same } from '../model/same'
import { merged } from '../model/sharedMerge'
import { useProject } from './project'
import { now, patch, put, type SharedDocument } from './shared'

/** Milliseconds after the last act until a draft is saved, and until a save that failed is tried again. */
const REST = 600
const AGAIN = 3000

const timers = new Map<string, number>()

/** What a page does with a part. */
export interface SharedActs<T extends object> {
  /** One act of a person, which undo takes back as a whole. */
  edit: (label: string, recipe: (draft: T) => void, mark?: string) => void
  undo: () => void
  redo: () => void
  /** Settles a conflict: with what was made here where both changed the same, or with what the others have. */
  settle: (mine: boolean) => void
  /** Goes back to what is deployed. */
  discard: (file: string) => Promise<void>
  /** Saves at once what waits. */
  save: () => Promise<void>
}

export function actsOf<T extends object>(client: Client, part: Part<T>): SharedActs<T> {
  const change = (act: (history: History<T>) => History<T>) => {
    const document = now(part)
    if (!document) return
    const { present, past, future } = act(document)
    if (present === document.present) return
    // A save that is under way finds out at its end that there is more.
    const stays = document.saving === 'conflict' || document.saving === 'saving'
    patch(part, { present, past, future, ...(stays ? {} : { saving: 'waiting' }) })
    if (!stays) plan(client, part, REST)
  }
  return {
    edit: (label, recipe, mark) => change((history) => edited(history, label, recipe, mark)),
    undo: () => change(undone),
    redo: () => change(redone),
    settle: (mine) => {
      const document = now(part)
      if (!document?.theirs) return
      const { value, etag } = document.theirs
      if (!mine) put(part, value, etag)
      else {
        take(part, document, value, etag)
        plan(client, part, 0)
      }
    },
    discard: async (file) => {
      clearTimeout(timers.get(part.key))
      await part.discard(client, file)
      await read(client, part)
      await refresh(client)
    },
    save: () => save(client, part),
  }
}

export async function read<T extends object>(client: Client, part: Part<T>): Promise<void> {
  const { document, etag, faults } = await part.read(client)
  const known = now(part)
  if (!known || !same(known.base, document)) put(part, document, etag, faults)
  else patch(part, { etag })
}

export async function save<T extends object>(client: Client, part: Part<T>): Promise<void> {
  clearTimeout(timers.get(part.key))
  const document = now(part)
  if (!document || document.saving === 'saving' || document.saving === 'conflict' || document.saving === 'saved') return
  const { present, base } = document
  patch(part, { saving: 'saving' })
  try {
    const saved = await part.write(client, present, base, document.etag, document.faults)
    const waiting = now(part)?.present !== present
    const { etag, faults } = saved
    patch(part, { base: present, etag, faults, problem: null, saving: waiting ? 'waiting' : 'saved' })
    if (waiting) plan(client, part, REST)
    await refresh(client)
  } catch (error) {
    const problem = problemIn(error)
    if (problem.status === 412) await meet(client, part)
    else {
      patch(part, { saving: 'failed', problem })
      // What the runtime refuses is refused again; what did not arrive is tried again.
      const more = now(part)?.present !== present
      if (more || problem.kind === 'offline' || problem.status >= 500) plan(client, part, AGAIN)
    }
  }
}

/** Somebody has saved meanwhile: what they changed elsewhere is taken, and where both changed the same the person decides. */
async function meet<T extends object>(client: Client, part: Part<T>): Promise<void> {
  try {
    const { document: value, etag } = await part.read(client)
    const document = now(part)
    if (!document) return
    const { conflicts } = merged(document.base, document.present, value)
    if (conflicts.length) patch(part, { saving: 'conflict', theirs: { value, etag, conflicts } })
    else {
      take(part, document, value, etag)
      await save(client, part)
    }
  } catch (error) {
    patch(part, { saving: 'failed', problem: problemIn(error) })
    plan(client, part, AGAIN)
  }
}

/** Goes on from what the others have, with what was made here. Undo begins anew when they changed this part. */
function take<T extends object>(part: Part<T>, document: SharedDocument<T>, value: T, etag: string): void {
  const { value: present } = merged(document.base, document.present, value)
  const history = same(value, document.base) ? {} : begun(present)
  patch(part, { ...history, base: value, etag, theirs: null, saving: 'waiting' })
}

function plan<T extends object>(client: Client, part: Part<T>, delay: number): void {
  clearTimeout(timers.get(part.key))
  timers.set(part.key, window.setTimeout(() => void save(client, part), delay))
}

/** Which files are drafted is in the project's own answer. */
export async function refresh(client: Client): Promise<void> {
  const project = await client.project().catch(() => null)
  if (project) useProject.setState({ project })
}

export function problemIn(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem
  throw error
}
