import { parseExactly, writeValue } from './lossless'
import { isRecord } from './reading'

/** Where a typed value comes from: written here as a text, number, …, or read when a message comes. */
export const LITERALS = ['text', 'number', 'boolean', 'null', 'json'] as const
export const SOURCES = ['msg', 'flow', 'global', 'env', 'expression', 'now'] as const
export type Literal = (typeof LITERALS)[number]
export type Source = (typeof SOURCES)[number]
export type Origin = Literal | Source

/** A typed value as people edit it. `wrapped`: it was written as `{"value": …}`. */
export interface Typed {
  origin: Origin
  text: string
  wrapped: boolean
}

export function typedOf(value: unknown): Typed {
  if (isSourced(value)) return { origin: value.from, text: value.path ?? '', wrapped: false }
  const wrapped = isWrapped(value)
  const literal = wrapped ? value.value : value
  return { origin: originOf(literal), text: textOf(literal), wrapped }
}

/** What is written for it; undefined: the text is none of its kind. */
export function typedValue({ origin, text, wrapped }: Typed): { value: unknown } | undefined {
  if (origin === 'now') return { value: { from: 'now' } }
  if (isSource(origin)) return { value: { from: origin, path: text } }
  const literal = literalOf(origin, text)
  if (!literal) return undefined
  const { value } = literal
  return { value: wrapped || isSourced(value) || isWrapped(value) ? { value } : value }
}

export function isSource(origin: Origin): origin is Source {
  return (SOURCES as readonly string[]).includes(origin)
}

function literalOf(origin: Literal, text: string): { value: unknown } | undefined {
  if (origin === 'text') return { value: text }
  if (origin === 'null') return { value: null }
  if (origin === 'boolean') return { value: text === 'true' }
  if (origin === 'number') {
    const trimmed = text.trim()
    if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(trimmed)) return undefined
    const value = Number(trimmed)
    return { value: /^-?\d+$/.test(trimmed) && !Number.isSafeInteger(value) ? BigInt(trimmed) : value }
  }
  try {
    return { value: parseExactly(text) }
  } catch {
    return undefined
  }
}

/** The text to go on with when somebody chooses another kind. */
export function textFor(origin: Origin, { origin: before, text }: Typed): string {
  if (origin === 'boolean') return text === 'true' ? 'true' : 'false'
  if (origin === 'msg') return isSource(before) ? text : 'payload'
  if (origin === 'json') return before === 'text' ? JSON.stringify(text) : text || 'null'
  return origin === 'null' || origin === 'now' ? '' : text
}

function originOf(value: unknown): Literal {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number' || typeof value === 'bigint') return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'json'
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : writeValue(value)
}

/** As the runtime reads it: any other JSON is a literal. */
/** Whether it says where a value is read when a message comes. */
export function isSourced(value: unknown): value is { from: Source; path?: string } {
  if (!isRecord(value) || !(SOURCES as readonly unknown[]).includes(value['from'])) return false
  const keys = Object.keys(value).length
  return typeof value['path'] === 'string' ? keys === 2 : value['from'] === 'now' && keys === 1
}

function isWrapped(value: unknown): value is { value: unknown } {
  return isRecord(value) && 'value' in value && Object.keys(value).length === 1
}
