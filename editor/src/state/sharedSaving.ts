import { ApiError, type Client } from '../api/client'
import { CONNECTIONS, EQUIPMENT, PARAMETERS, SETTINGS, TAGS, type Part } from '../api/parts'
import { become } from '../model/become'
import { edited, settled, type History } from '../model/history'
import { OTHERS } from '../model/onto'
import { isPassing, type Problem } from '../model/problem'
import { same } from '../model/same'
import { merged, type Whose } from '../model/sharedMerge'
import { useProject } from './project'
import { useSession } from './session'
import { now, onChange, partName, patch, put, type SharedDocument, type Theirs } from './shared'
import { redo, undo } from './together'

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
  /** Settles a conflict: whose change counts where both changed the same. It is an act, and undone like one. */
  settle: (whose: Whose) => void
  /** Goes back to what is deployed. */
  discard: (file: string) => Promise<void>
  /** Saves at once what waits. */
  save: () => Promise<void>
}

export function actsOf<T extends object>(client: Client, part: Part<T>): SharedActs<T> {
  return {
    edit: (label, recipe, mark) => change(client, part, (history) => edited(history, label, recipe, mark)),
    undo: () => undo(partName(part)),
    redo: () => redo(partName(part)),
    settle: (whose) => {
      const document = now(part)
      if (!document?.theirs) return
      take(part, document, document.theirs, whose)
      plan(client, part, 0)
    },
    discard: async (file) => {
      clearTimeout(timers.get(part.key))
      await part.discard(client, file)
      const { document, etag, faults } = await part.read(client)
      put(part, document, etag, faults)
      await refresh(client)
    },
    save: () => save(client, part),
  }
}

function change<T extends object>(client: Client, part: Part<T>, act: (history: History<T>) => History<T>): void {
  const document = now(part)
  if (!document) return
  const { present, past, future } = act(document)
  if (present === document.present) return
  // A save that is under way finds out at its end that there is more.
  const stays = document.saving === 'conflict' || document.saving === 'saving'
  patch(part, { present, past, future, ...(stays ? {} : { saving: 'waiting' }) })
  if (!stays) plan(client, part, REST)
}

/** Acts on a part that begin elsewhere, such as an undo, are saved as this client's from now on. */
export function follow<T extends object>(client: Client, part: Part<T>): void {
  onChange(partName(part), (act) => change(client, part as unknown as Part<object>, act))
}

/** Opens a part; one that is open takes in what others have made of it since. */
export async function read<T extends object>(client: Client, part: Part<T>): Promise<void> {
  follow(client, part)
  const before = now(part)
  const { document: value, etag, faults = [] } = await part.read(client)
  const known = now(part)
  if (!known) put(part, value, etag, faults)
  // What was done here meanwhile finds out by itself, when it is saved.
  else if (known === before && known.saving === 'saved') take(part, known, { value, etag, faults })
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
      if (problem.kind === 'refused') useSession.getState().over(client.credential)
      // What the runtime refuses is refused again; what did not arrive is tried again.
      const more = now(part)?.present !== present
      if (more || isPassing(problem)) plan(client, part, AGAIN)
    }
  }
}

/** Saves all parts that wait, before somebody leaves. */
export async function saveShared(client: Client): Promise<void> {
  await Promise.all([save(client, CONNECTIONS), save(client, PARAMETERS), save(client, SETTINGS), save(client, EQUIPMENT), save(client, TAGS)])
}

/** Somebody has saved meanwhile: what they changed elsewhere is taken, and where both changed the same the person decides. */
async function meet<T extends object>(client: Client, part: Part<T>): Promise<void> {
  try {
    const { document: value, etag, faults = [] } = await part.read(client)
    const document = now(part)
    if (!document) return
    const { conflicts } = merged(document.base, document.present, value)
    if (conflicts.length) patch(part, { saving: 'conflict', theirs: { value, etag, faults, conflicts } })
    else {
      take(part, document, { value, etag, faults })
      await save(client, part)
    }
  } catch (error) {
    patch(part, { saving: 'failed', problem: problemIn(error) })
    plan(client, part, AGAIN)
  }
}

/** Goes on from what the others have, with what was made here on top: an act, which undo takes back as a whole. */
function take<T extends object>(part: Part<T>, document: SharedDocument<T>, { value, etag, faults }: Theirs<T>, whose: Whose = 'mine'): void {
  const { value: wanted } = merged(document.base, document.present, value, whose)
  const history = edited(settled<T>(document), OTHERS, (draft) => become(draft, wanted))
  const { present, past, future } = history
  const rest = same(present, value)
  patch(part, { present, past, future, etag, faults, theirs: null, problem: null, base: rest ? present : value, saving: rest ? 'saved' : 'waiting' })
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
