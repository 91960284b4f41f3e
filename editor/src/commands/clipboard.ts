import { viewNow } from '../canvas/view'
import { around as boxAround } from '../model/box'
import { CONNECTIONS } from '../api/parts'
import { isEmpty, nodesIn, NONE, type Choice } from '../model/choice'
import { cleanClip } from '../model/cleaning'
import type { Clip } from '../model/clip'
import { copied, writeClip } from '../model/copying'
import type { Point } from '../model/document'
import { remove } from '../model/edits'
import { GRID } from '../model/look'
import { remarksOn, type Remark } from '../model/pasteRemarks'
import { pasted, pasteRefused } from '../model/pasting'
import { boxOfNode, boxOfNote, placeOf, snapped, unmeasured } from '../model/placing'
import { notify } from '../state/notices'
import { useProject } from '../state/project'
import { select } from '../state/selection'
import { now } from '../state/shared'
import { act, actOnDocument, middle, say, type ActLabel, type Here } from './here'

/** What was copied last on this page, for browsers that do not let a page read the clipboard. */
let last = ''

/** The chosen piece as text, or null where nothing is chosen. */
export function copyText({ graph, choice, id, around }: Here): string | null {
  if (nodesIn(graph, choice).length + choice.notes.length === 0) return null
  last = writeClip(copied(graph, choice, id, around))
  return last
}

export function cutText(here: Here): string | null {
  const text = copyText(here)
  if (text === null) return null
  act(here, 'acts.did.cut', (graph) => remove(graph, here.choice))
  select(NONE)
  return text
}

/** Copies (or cuts) from a menu: the browser's own event carries the text, in pages without a certificate too. */
export function copyByCommand(kind: 'copy' | 'cut', here: Here): void {
  const text = kind === 'copy' ? copyText(here) : cutText(here)
  if (text === null) return
  const carry = (event: ClipboardEvent) => {
    event.preventDefault()
    event.stopImmediatePropagation()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', carry, { capture: true, once: true })
  // Not deprecated in practice: without a secure context there is no other way.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  document.execCommand('copy')
  document.removeEventListener('copy', carry, { capture: true })
}

export async function pasteByCommand(here: Here): Promise<void> {
  // Undefined in a page without a certificate; refused where the person does not allow it.
  const clipboard = navigator.clipboard as Clipboard | undefined
  const text = await clipboard?.readText().catch(() => '')
  paste(here, text || last)
}

/** Puts in what the text holds, where the pointer is or in the middle; says why it cannot. */
export function paste(here: Here, text: string, at?: Point): void {
  const cleaned = cleanClip(text)
  if (!cleaned) {
    notify(say('acts.paste.nothing'))
    return
  }
  const { clip, left } = cleaned
  const choice = put(here, clip, at ?? beside(here, clip, placeFor(clip)), 'acts.did.paste')
  // Copies of what is here have other ids, as everybody expects.
  if (choice && text !== last) remark(remarksOn(clip, left, choice.nodes, here.around, connectionsNow()))
}

const SHOWN = 12

function remark(remarks: readonly Remark[]): void {
  if (remarks.length === 0) return
  const line = ({ about, names, count }: Remark) => say(`acts.paste.remarks.${about}`, { count, names: [...names.slice(0, SHOWN), ...(names.length > SHOWN ? ['…'] : [])].join(', ') })
  notify(say('acts.paste.changed'), 'warning', remarks.map(line))
}

/** The connections by their names, drafted ones too; null where a draft of them was not read. */
function connectionsNow(): ReadonlySet<string> | null {
  const drafted = now(CONNECTIONS)?.present
  if (drafted) return new Set(Object.keys(drafted))
  const { project } = useProject.getState()
  return !project?.connections || project.drafts?.['project.json'] ? null : new Set(Object.keys(project.connections))
}

export function duplicate(here: Here): void {
  const { graph, choice, id, around } = here
  if (isEmpty(choice)) return
  const clip = copied(graph, choice, id, around)
  const box = boxOf(clip)
  put(here, clip, beside(here, clip, [box.x + 3 * GRID, box.y + box.height + 2 * GRID]), 'acts.did.duplicate')
}

/** Gives what is new; null when it is refused, which is said. */
function put(here: Here, clip: Clip, at: Point, label: ActLabel): Choice | null {
  const { document, scope, around } = here
  const refused = pasteRefused(document, scope, clip, around.known)
  if (refused) {
    notify(say(`acts.paste.${refused}`))
    return null
  }
  const choice = actOnDocument(here, label, (draft) => pasted(draft, scope, clip, at, around.known)) ?? NONE
  select(choice)
  return choice
}

function boxOf(clip: Clip) {
  const boxes = [...Object.keys(clip.nodes).map((id) => boxOfNode(clip, id, unmeasured)), ...Object.values(clip.notes).map(boxOfNote)]
  return boxAround(boxes) ?? { x: 0, y: 0, width: 0, height: 0 }
}

let pointer: Point | null = null

/** Where the pointer is over the canvas, in pixels of the screen; null: it is elsewhere. */
export function trackPointer(at: Point | null): void {
  pointer = at
}

function placeFor(clip: Clip): Point {
  const view = viewNow()
  if (pointer && view) return snapped(view.toGraph(pointer))
  const { width, height } = boxOf(clip)
  const [x, y] = middle()
  return snapped([x - width / 2, y - height / 2])
}

/** A little aside of what is exactly there already, so that what was pasted twice does not look like one. */
function beside({ graph }: Here, clip: Clip, at: Point): Point {
  const box = boxOf(clip)
  const taken = new Set(Object.keys(graph.nodes).map((id) => placeOf(graph, id).join()))
  const first = Object.keys(clip.nodes)[0]
  if (first === undefined) return at
  const [x, y] = placeOf(clip, first)
  let shift = 0
  while (taken.has([Math.round(x - box.x + at[0] + shift), Math.round(y - box.y + at[1] + shift)].join())) shift += 3 * GRID
  return [at[0] + shift, at[1] + shift]
}
