import { isRecord } from './reading'
import type { NodeType } from './types'

const PLACE = /\$\$\{|\$\{([^}]*)\}/g

/** The parameters that a config names as `${…}`. */
export function namesIn(value: unknown): Set<string> {
  const found = new Set<string>()
  walk(value, (text) => {
    for (const [, name] of text.matchAll(PLACE)) if (name !== undefined && !name.includes(':')) found.add(name)
  })
  return found
}

/**
 * The config with `${name}` filled as the runtime does it: a value that is the whole text keeps its kind. What is
 * filled in is not filled again, unless `open` says that it was written to be.
 */
export function filled(value: unknown, values: ReadonlyMap<string, { value: unknown; open: boolean }>): unknown {
  if (Array.isArray(value)) return value.map((inner) => filled(inner, values))
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, values)]))
  if (typeof value !== 'string') return value
  const whole = /^\$\{([^}]*)\}$/.exec(value)?.[1]
  const only = whole === undefined ? undefined : values.get(whole)
  if (only) return only.open ? only.value : closed(only.value)
  return value.replace(PLACE, (place, name: string | undefined) => {
    const found = name === undefined ? undefined : values.get(name)
    if (!found) return place
    const inserted = found.open ? found.value : closed(found.value)
    return typeof inserted === 'string' ? inserted : JSON.stringify(inserted)
  })
}

/** A value whose texts mean what they say. */
function closed(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${')
  if (Array.isArray(value)) return value.map(closed)
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)])) : value
}

/** The names among these that the code of a config speaks of: code is not filled, it reads them itself. */
export function namesInCode(config: Record<string, unknown>, type: NodeType | undefined, names: readonly string[]): string[] {
  const properties = type?.config['properties']
  const texts: string[] = []
  for (const [field, schema] of Object.entries(isRecord(properties) ? properties : {})) {
    if (isCode(schema)) walk(config[field], (text) => texts.push(text))
  }
  return names.filter((name) => texts.some((text) => text.includes('env') && words(text).has(name)))
}

/** The config in two parts: fields that are filled, and those of code, which are not. */
export function fillable(config: Record<string, unknown>, type: NodeType | undefined): Record<string, unknown> {
  const properties = type?.config['properties']
  return Object.fromEntries(Object.entries(config).filter(([field]) => !(isRecord(properties) && isCode(properties[field]))))
}

function isCode(schema: unknown): boolean {
  const marks = isRecord(schema) ? schema['x-sinterflow'] : undefined
  return isRecord(marks) && typeof marks['code'] === 'string'
}

function words(text: string): Set<string> {
  return new Set(text.match(/[\p{L}\p{N}_.-]+|[\p{L}\p{N}_]+/gu)?.flatMap((word) => [word, ...word.split(/[.-]/)]) ?? [])
}

function walk(value: unknown, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value)
  else if (Array.isArray(value)) for (const inner of value) walk(inner, visit)
  else if (isRecord(value)) for (const inner of Object.values(value)) walk(inner, visit)
}

