import type { Graph, NodeEntry } from './document'
import { freshId } from './flows'
import { alternatives, hintsOf, propertiesOf, resolved } from './schema'
import { localized } from './text'
import type { Language, NodeType, Schema, Text } from './types'

/** A node as a row of the table. */
export interface TableRow {
  id: string
  node: NodeEntry
}

/** A key of configs as a column; its title is that of the first type that has it. */
export interface ConfigColumn {
  key: string
  title: string
  number: boolean
}

/** Why a text is no value of a cell; the words for it are the page's. */
export type CellFault = { why: 'notOfType' | 'notChoice' | 'notNumber' | 'notJson' | 'notYesNo'; choices?: string[] }

type Types = ReadonlyMap<string, NodeType> | null

/** The columns that nodes of these types need, in the order in which their declarations name them. */
export function configColumns(types: readonly NodeType[], language: Language): ConfigColumn[] {
  const columns = new Map<string, ConfigColumn>()
  for (const { config } of types) {
    for (const [key, schema] of Object.entries(propertiesOf(config))) {
      if (columns.has(key)) continue
      const title = localized(hintsOf(schema)['title'] as Text | undefined, language, key)
      columns.set(key, { key, title, number: kindOf(resolved(schema, config)) === 'number' })
    }
  }
  return [...columns.values()]
}

type Kind = 'text' | 'number' | 'boolean' | 'choice' | 'json'

/** How a value is written in a cell; what may also be null, which an empty cell means, is written as what else it may be. */
function kindOf(schema: Schema): Kind {
  const others = alternatives(schema).filter((each) => each['type'] !== 'null')
  if (others.length === 1 && others[0]) return kindOf(others[0])
  if (Array.isArray(schema['enum'])) return 'choice'
  if (schema['type'] === 'string') return 'text'
  if (schema['type'] === 'number' || schema['type'] === 'integer') return 'number'
  return schema['type'] === 'boolean' ? 'boolean' : 'json'
}

function choicesOf(schema: Schema): unknown[] {
  const others = alternatives(schema).filter((each) => each['type'] !== 'null')
  if (others.length === 1 && others[0]) return choicesOf(others[0])
  return Array.isArray(schema['enum']) ? schema['enum'] : []
}

function schemaOf(type: NodeType | undefined, key: string): Schema | null {
  const schema = type ? propertiesOf(type.config)[key] : undefined
  return type && schema ? resolved(schema, type.config) : null
}

export interface Words {
  yes: string
  no: string
}

/** A config value as the text of a cell; what is not given is empty. */
export function cellText(node: NodeEntry, key: string, words: Words): string {
  const value = node.config?.[key]
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? words.yes : words.no
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}

/** What may be chosen in a cell; other texts, such as `${limit}`, may be typed too. */
export function cellChoices(type: NodeType | undefined, key: string, words: Words): string[] {
  const schema = schemaOf(type, key)
  if (!schema) return []
  return kindOf(schema) === 'boolean' ? [words.yes, words.no] : choicesOf(schema).map(String)
}

/** The value that a cell's text means; `undefined` takes the key out. A parameter may stand for any value. */
export function cellValue(text: string, type: NodeType | undefined, key: string, words: Words): { value: unknown } | CellFault {
  const schema = schemaOf(type, key)
  if (text === '') return { value: undefined }
  if (!schema) return { why: 'notOfType' }
  if (/\$\{[^}]+\}/.test(text)) return { value: text }
  switch (kindOf(schema)) {
    case 'text':
      return { value: text }
    case 'number':
      return Number.isFinite(Number(text)) ? { value: Number(text) } : { why: 'notNumber' }
    case 'boolean':
      return yesOrNo(text.trim().toLowerCase(), words)
    case 'choice': {
      const choices = choicesOf(schema)
      const value = choices.find((each) => String(each) === text)
      return value === undefined ? { why: 'notChoice', choices: choices.map(String) } : { value }
    }
    case 'json':
      return json(text)
  }
}

function yesOrNo(text: string, { yes, no }: Words): { value: boolean } | CellFault {
  if ([yes, 'yes', 'true', '1'].includes(text)) return { value: true }
  return [no, 'no', 'false', '0'].includes(text) ? { value: false } : { why: 'notYesNo' }
}

function json(text: string): { value: unknown } | CellFault {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { why: 'notJson' }
  }
}

/** Writes a name in one language and keeps the other. */
export function named(name: Text | undefined, text: string, language: Language): Text {
  if (name === undefined || typeof name === 'string') return text
  return { ...name, [language]: text }
}

const GAP = 56

/** A new node of a type below all others, for a row that was pasted below the last one; gives its id. */
export function addRow(graph: Graph, type: string, name: string): string {
  const id = freshId(name, Object.keys(graph.nodes), type.split('.').at(-1) ?? 'node')
  const lowest = Math.max(0, ...Object.values(graph.layout ?? {}).map(([, y]) => y + GAP))
  graph.nodes[id] = name ? { type, name } : { type }
  ;(graph.layout ??= {})[id] = [40, lowest]
  return id
}

/** Sets a key of a node's config, or takes it out. */
export function setConfig(node: NodeEntry, key: string, value: unknown): void {
  const config = (node.config ??= {})
  if (value === undefined) Reflect.deleteProperty(config, key)
  else config[key] = value
}

/** The types of nodes in the order in which they first appear. */
export function typesOf(rows: readonly TableRow[], types: Types): NodeType[] {
  return [...new Set(rows.map(({ node }) => node.type))].flatMap((name) => types?.get(name) ?? [])
}
