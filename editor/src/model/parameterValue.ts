import { parseExactly, writeValue } from './lossless'

/** What can be wrong with a parameter's value as it is typed; a key of the texts. */
export type ValueFault = 'number' | 'integer' | 'json' | 'list'

/** The value that a text stands for, by the type of its parameter. */
export function readValue(type: string, text: string): { value: unknown } | { fault: ValueFault } {
  const trimmed = text.trim()
  switch (type) {
    case 'number':
      return trimmed !== '' && Number.isFinite(Number(trimmed)) ? { value: Number(trimmed) } : { fault: 'number' }
    case 'integer':
      if (!/^[+-]?\d+$/.test(trimmed)) return { fault: 'integer' }
      return { value: Number.isSafeInteger(Number(trimmed)) ? Number(trimmed) : BigInt(trimmed) }
    case 'json':
    case 'list':
      return json(type, trimmed)
    default:
      return { value: text }
  }
}

function json(type: 'json' | 'list', text: string): { value: unknown } | { fault: ValueFault } {
  try {
    const value = parseExactly(text)
    return type === 'list' && !Array.isArray(value) ? { fault: 'list' } : { value }
  } catch {
    return { fault: type }
  }
}

/** The text that is edited: texts as they are, anything else as JSON. */
export function valueText(value: unknown): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  return writeValue(value)
}

/** Whether a value that stands in a file is of the type; a text may stand for a number or boolean (`${env:NAME}`). */
export function fits(type: string, value: unknown): boolean {
  if (typeof value === 'string' && value.includes('${')) return true
  switch (type) {
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint'
    case 'integer':
      return typeof value === 'bigint' || Number.isInteger(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'list':
      return Array.isArray(value)
    case 'json':
    case 'choice':
      return true
    default:
      return typeof value === 'string'
  }
}
