import type { AnyDocument, Graph } from './document'
import { same } from './same'
import { end } from './wires'

/** My document, in which what both added under one id, and is not the same, has another one: none of the two is lost. */
export function withOwnIds<T extends AnyDocument>(base: T, mine: T, theirs: T): T {
  return renamed(mine, base, theirs) as T
}

function renamed(mine: Graph, base: Graph, theirs: Graph): Graph {
  const nodes = twins(base.nodes, mine.nodes, theirs.nodes)
  const groups = twins(base.groups, mine.groups, theirs.groups)
  const notes = twins(base.notes, mine.notes, theirs.notes)
  if (nodes.size + groups.size + notes.size === 0) return mine
  const made: Graph = { ...mine, nodes: keyed(mine.nodes, nodes) }
  if (mine.wires) made.wires = mine.wires.map(([from, to, ...policy]) => [moved(from, nodes), moved(to, nodes), ...policy])
  if (mine.layout) made.layout = keyed(mine.layout, nodes)
  if (mine.notes) made.notes = keyed(mine.notes, notes)
  if (mine.groups) {
    const inside = Object.entries(mine.groups).map(([id, { parent, ...group }]) => [
      id,
      { ...group, nodes: group.nodes.map((node) => nodes.get(node) ?? node), ...(parent === undefined ? {} : { parent: groups.get(parent) ?? parent }) },
    ])
    made.groups = keyed(Object.fromEntries(inside) as NonNullable<Graph['groups']>, groups)
  }
  return made
}

type Table = Readonly<Record<string, unknown>>

/** The ids that both gave to different things, each with a free one. */
function twins(base: Table = {}, mine: Table = {}, theirs: Table = {}): Map<string, string> {
  const taken = new Set([base, mine, theirs].flatMap(Object.keys).map((id) => id.toLowerCase()))
  const found = new Map<string, string>()
  for (const id of Object.keys(mine)) {
    if (id in base || !(id in theirs) || same(mine[id], theirs[id])) continue
    let number = 2
    while (taken.has(`${id}-${number}`.toLowerCase())) number += 1
    taken.add(`${id}-${number}`.toLowerCase())
    found.set(id, `${id}-${number}`)
  }
  return found
}

function keyed<T>(table: Readonly<Record<string, T>>, ids: ReadonlyMap<string, string>): Record<string, T> {
  return Object.fromEntries(Object.entries(table).map(([id, entry]) => [ids.get(id) ?? id, entry]))
}

function moved(written: string, ids: ReadonlyMap<string, string>): string {
  const { node, port } = end(written, '')
  const id = ids.get(node)
  return id === undefined ? written : port ? `${id}:${port}` : id
}
