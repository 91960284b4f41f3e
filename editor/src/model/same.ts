import { isRecord } from './reading'

/** Whether two JSON values say the same; the order of an object's keys says nothing, `undefined` is a key that is not there. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((each, index) => same(each, other[index]))
  }
  if (!isRecord(one) || !isRecord(other) || Array.isArray(other)) return false
  return keysOfAll(one, other).every((key) => same(one[key], other[key]))
}

/** The keys of several objects, each once. */
export function keysOfAll(...objects: readonly object[]): string[] {
  return [...new Set(objects.flatMap((each) => Object.keys(each)))]
}
