import { isRecord } from './reading'
import { keysOfAll, same } from './same'
import { itemsOf } from './schema'
import { isText } from './texts'
import { isSourced } from './typedValue'
import type { Language } from './types'
import { into, type Place } from './undeclared'

/** One value that became another. */
export interface Part extends Place {
  what: 'added' | 'removed' | 'changed' | 'renamed' | 'moved'
  old: unknown
  new: unknown
}

/** What became of what inside of a value: members of objects and rows of tables one by one. */
export function parted<P extends Part>(part: P, language: Language): P[] {
  if (part.what !== 'changed') return [part]
  if (same(part.old, part.new)) return []
  const { old, new: now } = part
  if (hasMembers(old) && hasMembers(now)) {
    return keysOfAll(old, now).flatMap((key) => parted(member(part, key, old[key], now[key], language), language))
  }
  if (!isTable(old, now)) return [part]
  return rowPairs(old, now).flatMap(([name, one, other]) => parted(row(part, name, one, other), language))
}

function member<P extends Part>(part: P, key: string, old: unknown, now: unknown, language: Language): P {
  return { ...part, ...became(old, now), ...into(part, key, part.new, language) }
}

function row<P extends Part>(part: P, name: string, old: unknown, now: unknown): P {
  const { schema } = part
  if (schema === null) return { ...part, ...became(old, now), own: [...part.own, { id: name }] }
  return { ...part, ...became(old, now), labels: [...part.labels, name], schema: itemsOf(schema) }
}

function became(old: unknown, now: unknown): Pick<Part, 'what' | 'old' | 'new'> {
  return { what: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed', old, new: now }
}

/** An object that says something by its members, and is no text in two languages, value of a message or encoded one. */
export function hasMembers(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !Array.isArray(value) && !isText(value) && !isSourced(value) && !Object.keys(value).some((key) => key.startsWith('$'))
}

function isTable(old: unknown, now: unknown): boolean {
  return Array.isArray(old) && Array.isArray(now) && [...(old as unknown[]), ...(now as unknown[])].some(hasMembers)
}

/** Rows that belong together: by their name where all have one, else by their place; what is the same above and below stays out. */
function rowPairs(old: unknown, now: unknown): [string, unknown, unknown][] {
  const [before, after] = [old as unknown[], now as unknown[]]
  for (const key of ['id', 'name', 'date']) {
    const [left, right] = [byName(before, key), byName(after, key)]
    if (left && right) return keysOfAll(left, right).map((name) => [name, left[name], right[name]])
  }
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && same(before[head], after[head])) head += 1
  let tail = 0
  while (tail < most - head && same(before[before.length - 1 - tail], after[after.length - 1 - tail])) tail += 1
  const [left, right] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)]
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => [String(head + index + 1), left[index], right[index]])
}

function byName(rows: readonly unknown[], key: string): Record<string, unknown> | null {
  const names = rows.map((each) => (isRecord(each) && typeof each[key] === 'string' ? each[key] : null))
  if (names.includes(null) || new Set(names).size < names.length) return null
  return Object.fromEntries(rows.map((each, index) => [names[index] ?? '', each]))
}
