import { isRecord } from './reading'
import { keysOfAll, same } from './same'

/** A place where two people made different things of the same. Undefined: it is not there. */
export interface Difference {
  path: string[]
  mine: unknown
  theirs: unknown
}

export type Whose = 'mine' | 'theirs'

export interface Merged<T> {
  value: T
  conflicts: Difference[]
}

/**
 * What two people made of `base`, each at other places; objects are merged by key, lists of named things by their `id`
 * or `date`. `whose` counts where both changed the same place.
 */
export function merged<T>(base: T, mine: T, theirs: T, whose: Whose = 'mine'): Merged<T> {
  const conflicts: Difference[] = []
  return { value: merge(base, mine, theirs, [], { whose, conflicts }) as T, conflicts }
}

interface Merging {
  whose: Whose
  conflicts: Difference[]
}

function merge(base: unknown, mine: unknown, theirs: unknown, path: string[], merging: Merging): unknown {
  if (same(theirs, base) || same(mine, theirs)) return mine
  if (same(mine, base)) return theirs
  const left = keyed(mine)
  const right = keyed(theirs)
  if (left && right) {
    const before = keyed(base) ?? {}
    const inner = (key: string) => merge(before[key], left[key], right[key], [...path, key], merging)
    const entries = keysOfAll(left, right).map((key) => [key, inner(key)] as const).filter(([, value]) => value !== undefined)
    return Array.isArray(mine) ? entries.map(([, value]) => value) : Object.fromEntries(entries)
  }
  merging.conflicts.push({ path, mine, theirs })
  return merging.whose === 'mine' ? mine : theirs
}

/** An object's members; a list's, where each has a name of its own. */
function keyed(value: unknown): Record<string, unknown> | null {
  if (isRecord(value)) return value
  if (!Array.isArray(value)) return null
  const items: readonly unknown[] = value
  const names = items.map((item) => (isRecord(item) ? (item['id'] ?? item['date']) : null))
  const unique = names.every((name) => typeof name === 'string' && name !== '') && new Set(names).size === names.length
  return unique ? Object.fromEntries(items.map((item, index) => [String(names[index]), item])) : null
}
