import { parse, stringify } from 'lossless-json'
import { exact } from '../model/lossless'

/** Names in the browser's store of texts; it is small, and what it is told is there at once. */
const MARK = 'sinterflow.last '

/**
 * What a page that is being left has not kept in IndexedDB yet: that takes a moment, which a page that is left is not
 * given. False when it does not fit.
 */
export function sayLast(name: string, value: unknown): boolean {
  try {
    localStorage.setItem(MARK + name, stringify(value) ?? '')
    return true
  } catch {
    return false
  }
}

/** What was said last under a name; undefined: nothing, or nothing that can be read. */
export function lastSaid(name: string): unknown {
  const text = localStorage.getItem(MARK + name)
  try {
    return text === null ? undefined : parse(text, undefined, exact)
  } catch {
    return undefined
  }
}

export function forgetLast(name: string): void {
  localStorage.removeItem(MARK + name)
}

/** The names under which something was said last. */
export function namesOfLast(): string[] {
  return Object.keys(localStorage).flatMap((key) => (key.startsWith(MARK) ? [key.slice(MARK.length)] : []))
}
