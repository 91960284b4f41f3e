import type { FlowDocument } from './document'
import { FreshIds, idOf } from './ids'
import type { FlowItem, Text } from './types'

/** An id for a new flow: what of `name` may stand in one, else `otherwise`; with a number when it is taken. */
export function freshId(name: string, taken: Iterable<string>, otherwise: string): string {
  return new FreshIds(taken).take(idOf(name, otherwise))
}

/** `stem` with the first number that no flow's name has yet, in any language. */
export function freshName(stem: string, names: readonly (Text | null | undefined)[]): string {
  const taken = new Set(names.flatMap((name) => (typeof name === 'string' ? name : Object.values(name ?? {}))))
  let number = 1
  while (taken.has(`${stem} ${number}`)) number++
  return `${stem} ${number}`
}

/** The flows in the drafted order; those that it does not name come last, as they were. */
export function inOrder(items: readonly FlowItem[], order: readonly string[]): FlowItem[] {
  const place = (item: FlowItem) => {
    const at = order.indexOf(item.id)
    return at < 0 ? order.length : at
  }
  return [...items].sort((one, other) => place(one) - place(other))
}

/** The ids with `id` moved to the place of `target`. */
export function movedTo(ids: readonly string[], id: string, target: string): string[] {
  const at = ids.indexOf(target)
  if (at < 0 || !ids.includes(id)) return [...ids]
  const rest = ids.filter((each) => each !== id)
  return [...rest.slice(0, at), id, ...rest.slice(at)]
}

export function emptyFlow(id: string, name: string): FlowDocument {
  return { format: 1, id, name, nodes: {} }
}

/** A copy of a flow under another id; its name says that it is one. */
export function copyOf(document: FlowDocument, id: string): FlowDocument {
  return { ...document, id, name: nameOfCopy(document.name ?? document.id) }
}

function nameOfCopy(name: Text): Text {
  if (typeof name === 'string') return `${name} (2)`
  return Object.fromEntries(Object.entries(name).map(([language, text]: [string, string]) => [language, `${text} (2)`]))
}
