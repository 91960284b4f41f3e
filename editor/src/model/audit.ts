import { hasMembers, parted, type Part } from './changedParts'
import { hintsOf } from './fieldSchema'
import { inWords, type Words } from './inWords'
import { moment } from './format'
import { instant, isRecord } from './reading'
import { localized } from './text'
import type { Schema } from './types'

/** One item of `GET /audit`. */
export interface AuditEntry {
  number: number
  time: string
  author: string
  station: string
  action: string
  target: string
  area: string
  before: unknown
  after: unknown
  reason: string
  hash: string
}

/** What became of one thing by a change; null: it was not there, or is not any more. */
export interface AuditLine {
  /** Where it is, empty for the whole. */
  place: string
  before: string | null
  after: string | null
}

/** What a change made another, place by place; what stayed as it was is left out. `schema`: what is declared of it. */
export function auditLines(before: unknown, after: unknown, schema: Schema, words: Words): AuditLine[] {
  const [old, now] = [withoutNothing(before), withoutNothing(after)]
  const sides = hasMembers(now) && old === undefined ? { old: {}, new: begun(now) } : { old, new: hasMembers(old) ? (now ?? {}) : now }
  const whole: Part = { what: 'changed', own: [], labels: [], schema, ...sides }
  return parted(whole, words.language).map((part) => ({
    place: part.labels.join(' › ') || localized(hintsOf(schema).title, words.language),
    before: said(part, part.old, words),
    after: said(part, part.new, words),
  }))
}

/** What a thing is called among others that may be called alike: with its id. */
export function nameWithId(name: string, id: string): string {
  return name === id ? id : `${name} (${id})`
}

/** A time in the plant's zone; what is none is shown as it is. */
export function timeText(text: string, zone: string | undefined): string {
  const time = instant(text)
  return time === null ? text : moment(time, zone)
}

/** Of what is new it says nothing that it is not disabled, and the like. */
function begun(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== false))
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function said({ schema }: Part, value: unknown, words: Words): string | null {
  return isNothing(value) ? null : inWords(value, schema, words)
}

/** Members that say nothing only hide those that do. */
function withoutNothing(value: unknown): unknown {
  if (isNothing(value)) return undefined
  if (Array.isArray(value)) return value.map(withoutNothing)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (isNothing(inner) ? [] : [[key, withoutNothing(inner)]])))
}

/**
 * Lines of comma-separated values as RFC 4180 has them, for a table calculation; what could be a formula is a text there.
 * `action` says what was done, `lines` what became of what.
 */
export function auditCsv(head: readonly string[], entries: readonly AuditEntry[], action: (entry: AuditEntry) => string, lines: (entry: AuditEntry) => readonly AuditLine[]): string {
  const rows = entries.map((entry) => [
    String(entry.number), entry.time, entry.author, entry.station, action(entry), entry.target, entry.area,
    changeText(lines(entry)), entry.reason, entry.hash,
  ])
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

function changeText(lines: readonly AuditLine[]): string {
  return lines.map(({ place, before, after }) => `${place ? `${place}: ` : ''}${before ?? '–'} → ${after ?? '–'}`).join('\n')
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
