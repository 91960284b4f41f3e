import type { AnyDocument, DocumentKey, NodeEntry } from './document'
import { graphsOf, type Place } from './places'
import { isRecord } from './reading'
import { localized } from './text'
import { nodeName, type Words } from './titles'
import type { Language, NodeType, Text } from './types'

/** A node that was searched; `where` is what matched: its name or id, its type, a note on it, or a value of its config. */
export interface Hit extends Place {
  name: string
  type: string
  where: 'name' | 'type' | 'info' | 'config'
  /** The config key and the value that matched, as people would read it. */
  shown: string
}

export const MOST_HITS = 200

/** The nodes in which every word of `text` is found, those whose name matches first. */
export function found(
  documents: ReadonlyMap<DocumentKey, AnyDocument>,
  text: string,
  types: ReadonlyMap<string, NodeType> | null,
  language: Language,
): Hit[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const hits: Hit[] = []
  for (const [key, document] of documents) {
    for (const { place, graph } of graphsOf(key, document)) {
      for (const [node, entry] of Object.entries(graph.nodes)) {
        const hit = hitOf({ ...place, node }, entry, words, { types, language })
        if (hit) hits.push(hit)
      }
    }
  }
  return hits.sort((one, other) => ORDER.indexOf(one.where) - ORDER.indexOf(other.where)).slice(0, MOST_HITS)
}

const ORDER = ['name', 'type', 'info', 'config']

function hitOf(place: Place, entry: NodeEntry, words: string[], said: Words): Hit | null {
  const { types, language } = said
  const type = types?.get(entry.type)
  const name = nodeName(place.node, entry, said)
  const base = { ...place, name, type: localized(type?.title, language, entry.type) }
  const names = `${place.node} ${both(entry.name)}`
  if (holds(names, words)) return { ...base, where: 'name', shown: place.node }
  const kinds = `${entry.type} ${both(type?.title)}`
  if (holds(`${names} ${kinds}`, words)) return { ...base, where: 'type', shown: entry.type }
  const info = both(entry.info)
  if (holds(`${names} ${kinds} ${info}`, words)) return { ...base, where: 'info', shown: localized(entry.info, language) }
  const values = [...leaves(entry.config ?? {}, '')]
  const everything = `${names} ${kinds} ${info} ${values.map(([path, value]) => `${path} ${value}`).join(' ')}`
  if (!holds(everything, words)) return null
  const shown = values.filter(([path, value]) => words.some((word) => holds(`${path} ${value}`, [word])))
  return { ...base, where: 'config', shown: shown.map(([path, value]) => `${path}: ${value}`).join(' · ') }
}

function holds(text: string, words: readonly string[]): boolean {
  const all = text.toLowerCase()
  return words.every((word) => all.includes(word))
}

function both(text: Text | undefined): string {
  return typeof text === 'string' ? text : `${text?.en ?? ''} ${text?.zh ?? ''}`
}

function* leaves(value: unknown, path: string): Generator<[path: string, value: string]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leaves(item, `${path}[${index}]`)
  } else if (isRecord(value)) {
    for (const [key, inner] of Object.entries(value)) yield* leaves(inner, path ? `${path}.${key}` : key)
  } else yield [path, String(value)]
}
