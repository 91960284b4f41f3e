import { isRecord } from './reading'
import { readable } from './value'

/** How deep and how many: what helps while typing, not all of a large message. */
const DEPTH = 4
const MOST = 200

/** The paths of a message, the outer ones first, such as `payload.zones[0].pv`; keys that begin with `_` are the runtime's. */
export function pathsIn(message: unknown): string[] {
  const found: string[] = []
  let level: [string, unknown][] = [['', readable(message)]]
  for (let depth = 0; depth < DEPTH && found.length < MOST; depth += 1) {
    level = level.flatMap(([path, value]) => inner(path, value))
    found.push(...level.map(([path]) => path))
  }
  return found.slice(0, MOST)
}

function inner(path: string, value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.length ? [[`${path}[0]`, value[0]]] : []
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, one]) => (key.startsWith('_') ? [] : [[step(path, key), one] as [string, unknown]]))
}

function step(path: string, key: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path ? `${path}.${key}` : key
}
