import { nodeTitle, parameterTitle, type Words } from './titles'
import { graphOf, type AnyDocument, type Graph } from './document'
import { labelled } from './labels'
import type { Conflict, Side } from './merge'
import { isRecord } from './reading'
import { keysOfAll, same } from './same'
import { localized } from './text'
import { placeOf, type Place } from './undeclared'
import { wireEnds } from './wires'

interface Names extends Words {
  documents: readonly AnyDocument[]
}

/** A conflict as people would name it, and what each side made of a whole thing, field by field. */
export interface Described extends Place {
  title: string
  changes: (side: Side) => (Place & { value: unknown })[]
}

export function describedConflict(conflict: Conflict, names: Names): Described {
  const { kind, item, inside, path } = conflict
  const graphs = names.documents.flatMap((each) => graphOf(each, inside) ?? [])
  const schema = kind === 'node' ? names.types?.get(typeOf(conflict, graphs))?.config : undefined
  const field = (steps: readonly string[]): Place => {
    const [first, ...more] = steps
    if (first === 'config') return { own: more.length > 0 ? [] : ['config'], ...labelled(schema, more, names.language) }
    return placeOf(steps, names.language)
  }
  return { title: titleOf(kind, item, graphs, names), ...field(path), changes: (side) => made(conflict.base, conflict[side], field) }
}

function titleOf(kind: Conflict['kind'], item: string, graphs: readonly Graph[], names: Words): string {
  if (kind === 'node') return nodeTitle(graphs, item, names)
  if (kind === 'wire') {
    const { from, to } = wireEnds(item)
    return [from, to].map(({ node }) => nodeTitle(graphs, node, names)).join(' → ')
  }
  if (kind === 'flow') return ''
  if (kind === 'parameter') return parameterTitle(graphs, item, names.language)
  const table = { group: 'groups', subflow: 'subflows' }[kind as string] as 'groups' | undefined
  const entry = table && graphs.flatMap((each) => each[table]?.[item] ?? [])[0]
  return localized(entry?.name, names.language, item)
}

function typeOf({ item, base, mine, theirs }: Conflict, graphs: readonly Graph[]): string {
  const known = graphs.flatMap(({ nodes }) => nodes[item] ?? [])[0]?.type
  const [first] = [mine, theirs, base].flatMap((each) => (isRecord(each) && typeof each['type'] === 'string' ? [each['type']] : []))
  return known ?? first ?? ''
}

/** The fields that are another than before; those of a config one by one. */
function made(base: unknown, now: unknown, field: (path: readonly string[]) => Place): (Place & { value: unknown })[] {
  if (!isRecord(now)) return [{ ...field([]), value: now }]
  const before = isRecord(base) ? base : {}
  return keysOfAll(before, now).flatMap((key) => {
    const [old, value] = [before[key], now[key]]
    if (same(old, value)) return []
    if (key !== 'config' || !isRecord(value)) return [{ ...field([key]), value }]
    const inner = isRecord(old) ? old : {}
    return keysOfAll(inner, value)
      .filter((each) => !same(inner[each], value[each]))
      .map((each) => ({ ...field(['config', each]), value: value[each] }))
  })
}

