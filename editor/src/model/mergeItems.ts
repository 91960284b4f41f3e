import type { Conflict, ItemKind, Side } from './merge'
import { isRecord } from './reading'
import { keysOfAll, same } from './same'

/** One merge under way: what was chosen, and what has to be. */
export interface Merging {
  choices: Readonly<Partial<Record<string, Side>>>
  conflicts: Conflict[]
}

/** Where a value is: in which item of a graph, and where inside of it. */
export interface Place {
  kind: ItemKind
  inside: string | null
  item: string
  path: readonly string[]
}

/** What was there, what I made of it, what they made of it; undefined: nothing. */
export type Three = readonly [base: unknown, mine: unknown, theirs: unknown]

export type Each = (merging: Merging, place: Place, values: Three) => unknown

/** The side that changed a value; where both did, differently, that is a conflict. */
export const decided: Each = (merging, place, values) => {
  const [base, mine, theirs] = values
  if (same(mine, theirs) || same(base, theirs)) return mine
  if (same(base, mine)) return theirs
  return asked(merging, place, values)
}

/** Says a conflict; the value is that of the side that was chosen. */
export const asked: Each = (merging, place, [base, mine, theirs]) => {
  const id = [place.inside ?? '', place.kind, place.item, ...place.path].join('\u0000')
  merging.conflicts.push({ id, ...place, base, mine, theirs })
  return merging.choices[id] === 'theirs' ? theirs : mine
}

/** Objects key by key, in the order of theirs and then of mine. */
export function record(values: Three, each: (values: Three, key: string) => unknown): Record<string, unknown> | undefined {
  const [base, mine, theirs] = values.map(asRecord) as [Values, Values, Values]
  const made = keysOfAll(theirs, mine).flatMap((key) => {
    const value = each([base[key], mine[key], theirs[key]], key)
    return value === undefined ? [] : [[key, value] as const]
  })
  return made.length || values.every(isRecord) ? Object.fromEntries(made) : undefined
}

/** A node's config: each field for itself. */
export const config: Each = (merging, place, values) =>
  record(values, (inner, key) => value(merging, within(place, key), inner))

/**
 * A value inside of a field. Objects of the same shape are merged by key; any others, and lists, count as a whole,
 * because half of one and half of the other may mean something that nobody wrote.
 */
export const value: Each = (merging, place, values) => {
  const shapes = values.map((each) => (isRecord(each) ? Object.keys(each).sort() : null))
  const alike = shapes.every((shape) => shape !== null && same(shape, shapes[0]))
  if (!alike) return decided(merging, place, values)
  return record(values, (inner, key) => value(merging, within(place, key), inner))
}

export function within(place: Place, key: string): Place {
  return { ...place, path: [...place.path, key] }
}

type Values = Record<string, unknown>

export function asRecord(value: unknown): Values {
  return isRecord(value) ? value : {}
}
