import { isDocumentKey, type AnyDocument, type DocumentKey } from './document'
import type { History, Step } from './history'
import type { Known } from './onto'
import { isRecord } from './reading'

/** A document as a browser keeps it. `at` is when, in milliseconds since 1970. */
export interface KeptDocument extends Known {
  form: typeof FORM
  at: number
  unsaved: boolean
}

const FORM = 1
/** About how many characters of JSON the acts of one document may take, beyond which the oldest are let go. */
const LARGEST = 2_000_000

export function toKeep(known: Known, at: number): KeptDocument {
  const { present, base, etag } = known
  return { form: FORM, present, base, etag, ...bounded(known), at, unsaved: present !== base }
}

/** What was kept, or null when it cannot be that: damaged, or of another version of this page. */
export function fromKept(stored: unknown): KeptDocument | null {
  if (!isRecord(stored) || stored['form'] !== FORM || typeof stored['at'] !== 'number') return null
  const { present, base, etag, past, future } = stored
  const whole = isDocument(present) && (base === null || isDocument(base)) && (etag === null || typeof etag === 'string')
  return whole && isSteps(past) && isSteps(future) ? (stored as unknown as KeptDocument) : null
}

/** Documents that an act of this one's history is on, too: it is taken back in all of them, so they are there together. */
export function partnersOf({ past, future }: Pick<Known, 'past' | 'future'>): DocumentKey[] {
  return [...new Set([...past, ...future].flatMap(({ together }) => (together?.others ?? []).filter(isDocumentKey)))]
}

function isDocument(value: unknown): value is AnyDocument {
  return isRecord(value) && typeof value['id'] === 'string' && isRecord(value['nodes'])
}

function isSteps(value: unknown): value is Step[] {
  return Array.isArray(value) && value.every((each) => isRecord(each) && Array.isArray(each['patches']) && Array.isArray(each['inverse']))
}

function bounded({ past, future }: Pick<History<AnyDocument>, 'past' | 'future'>): Pick<History<AnyDocument>, 'past' | 'future'> {
  let left = LARGEST
  const fits = (step: Step) => (left -= size(step)) >= 0
  const newest = [...past].reverse()
  const first = newest.findIndex((step) => !fits(step))
  return { past: first < 0 ? past : newest.slice(0, first).reverse(), future: future.every(fits) ? future : [] }
}

const sizes = new WeakMap<Step, number>()

function size(step: Step): number {
  const known = sizes.get(step) ?? JSON.stringify([step.patches, step.inverse], text).length
  sizes.set(step, known)
  return known
}

function text(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
