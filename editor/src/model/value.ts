/** JSON as the runtime writes it: integers beyond 2^53 become text instead of a wrong number. */
export function parseExact(text: string): unknown {
  const exact = /\d{16}/.test(text) ? text.replace(STRING_OR_NUMBER, quoteUnsafe) : text
  return JSON.parse(exact)
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

function quoteUnsafe(token: string): string {
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token
}

/** A value for people's eyes: the encoding's `$bytes`, `$time`, `$float`, `$handle` become readable text. */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value)
  const [first] = entries
  if (first && entries.length === 1 && first[0].startsWith('$')) return decoded(first[0], first[1])
  return Object.fromEntries(entries.map(([key, inner]) => [key, readable(inner)]))
}

function decoded(key: string, inner: unknown): unknown {
  if (key === '$bytes' && typeof inner === 'string') return bytesText(inner)
  if (key === '$handle') return `‹${String(inner)}›`
  if (key === '$' && inner !== null && typeof inner === 'object') {
    return Object.fromEntries(Object.entries(inner).map(([name, value]) => [name, readable(value)]))
  }
  return inner
}

const SHOWN_BYTES = 16

function bytesText(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))
  const hex = [...bytes.slice(0, SHOWN_BYTES)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return bytes.length > SHOWN_BYTES ? `${hex} … (${bytes.length} B)` : `${hex} (${bytes.length} B)`
}

/** One line of a value, at most `length` characters. */
export function preview(value: unknown, length = 120): string {
  const text = line(readable(value))
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}

function line(value: unknown): string {
  if (typeof value === 'string') return value.replace(/\s+/g, ' ')
  if (typeof value === 'number') return number(value)
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return `[${value.map(line).join(', ')}]`
  if (typeof value === 'object') return Object.entries(value).map(([key, inner]) => `${key}: ${nested(inner)}`).join(' · ')
  return typeof value === 'boolean' ? String(value) : ''
}

function nested(value: unknown): string {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? `{${line(value)}}` : line(value)
}

/** A measured number: at most six significant digits, so that 850.1000061035156 reads 850.1. */
export function number(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))
}
