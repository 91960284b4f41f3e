import { hasMembers } from './changedParts'
import { hintsOf } from './fieldSchema'
import { referenceIn } from './fieldValue'
import { titleOf } from './labels'
import { itemsOf } from './schema'
import { CLAUSES, localized } from './text'
import { isText } from './texts'
import { isSource, isSourced, type Origin, type Source } from './typedValue'
import type { Language, Schema } from './types'
import { below } from './undeclared'
import { preview } from './value'

/** In place of what nobody should read. */
const HIDDEN = '••••'

/** The words of the page that values are said with. */
export interface Words {
  language: Language
  yes: string
  no: string
  none: string
  empty: string
  /** Between a field and its value, and between the values of a list. */
  colon: string
  comma: string
  /** What the page calls a field that nothing declares. */
  own: (name: string) => string
  /** A value that is read when a message comes. */
  read: (from: Source, path: string) => string
}

/** A value in one line, as people would say it. `schema`: what is declared of it; null: nothing. */
export function inWords(value: unknown, schema: Schema | null, words: Words): string {
  const { unit } = hintsOf(schema ?? {})
  if (value === null || value === undefined) return words.none
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (value === '') return words.empty
  if (typeof value === 'string') return textInWords(value, schema ?? {}, words)
  if (Array.isArray(value)) return listInWords(value, schema, words)
  if (isText(value)) return localized(value, words.language)
  if (isSourced(value)) return words.read(value.from, value.path ?? '')
  if (hasMembers(value)) return membersInWords(value, schema, words)
  if (typeof value !== 'number' && typeof value !== 'bigint') return preview(value, 200)
  return typeof unit === 'string' && unit ? `${value} ${unit}` : String(value)
}

/** The rows of a table, each in one line; null: the value is none. */
export function rowsInWords(value: unknown, schema: Schema | null, words: Words): string[] | null {
  if (!Array.isArray(value) || !value.some(hasMembers)) return null
  return value.map((row) => inWords(row, schema && itemsOf(schema), words))
}

function textInWords(text: string, schema: Schema, { language, read }: Words): string {
  const { secret, source, choices } = hintsOf(schema)
  if (secret) return referenceIn(text)?.startsWith('secret:') ? text : HIDDEN
  if (source && isSource(text as Origin)) return read(text as Source, '')
  return localized(choices?.[text], language, text)
}

function listInWords(list: readonly unknown[], schema: Schema | null, words: Words): string {
  if (list.length === 0) return words.empty
  const { choices } = hintsOf(schema ?? {})
  const items = choices ? { 'x-sinterflow': { choices } } : schema && itemsOf(schema)
  return list.map((each) => inner(each, items, words)).join(words.comma)
}

function membersInWords(value: Record<string, unknown>, schema: Schema | null, words: Words): string {
  const members = Object.entries(value).filter(([, each]) => each !== null && each !== undefined)
  if (members.length === 0) return words.empty
  const said = members.map(([key, each]) => {
    return `${nameOf(key, value, schema, words)}${words.colon}${inner(each, below(schema, key, value), words)}`
  })
  return said.join(CLAUSES[words.language])
}

/** A member of a map that people fill goes by the name they gave it. */
function nameOf(key: string, value: unknown, schema: Schema | null, words: Words): string {
  const isMap = schema !== null && !('properties' in schema) && !hintsOf(schema).variants
  return isMap ? key : ((schema && titleOf(schema, key, value, words.language)) ?? words.own(key))
}

function inner(value: unknown, schema: Schema | null, words: Words): string {
  const said = inWords(value, schema, words)
  return hasMembers(value) && Object.keys(value).length > 0 ? `(${said})` : said
}
