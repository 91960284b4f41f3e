import { isRecord } from './reading'
import { preview } from './value'

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

const LENGTH = 200

/** What a change made another, place by place; what stayed as it was is left out. */
export function auditLines(before: unknown, after: unknown, place = ''): AuditLine[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (isRecord(before) || isRecord(after)) {
    const [old, now] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}]
    if ((isRecord(before) || isNothing(before)) && (isRecord(after) || isNothing(after))) {
      const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])]
      return keys.flatMap((key) => auditLines(old[key], now[key], place ? `${place}.${key}` : key))
    }
  }
  return [{ place, before: said(before), after: said(after) }]
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === ''
}

function said(value: unknown): string | null {
  if (isNothing(value)) return null
  return preview(value, LENGTH)
}

/** Lines of comma-separated values as RFC 4180 has them, for a table calculation; what could be a formula is a text there. */
export function auditCsv(head: readonly string[], entries: readonly AuditEntry[], action: (entry: AuditEntry) => string): string {
  const rows = entries.map((entry) => [
    String(entry.number), entry.time, entry.author, entry.station, action(entry), entry.target, entry.area,
    changeText(entry), entry.reason, entry.hash,
  ])
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

function changeText({ before, after }: AuditEntry): string {
  return auditLines(before, after)
    .map(({ place, before: old, after: now }) => `${place ? `${place}: ` : ''}${old ?? '–'} → ${now ?? '–'}`)
    .join('\n')
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
