import { graphOf, type AnyDocument, type Graph, type WireEntry } from './document'
import { wireKey } from './mergeWires'
import { same } from './same'

export type Mark = 'added' | 'removed' | 'changed'

/** The nodes that are not the same in two versions of a graph. Where they stand does not count. */
export function changedNodes(before: AnyDocument, after: AnyDocument, inside: string | null): ReadonlyMap<string, Mark> {
  const [old, now] = [graphOf(before, inside)?.nodes ?? {}, graphOf(after, inside)?.nodes ?? {}]
  const marks = new Map<string, Mark>()
  for (const [id, node] of Object.entries(now)) {
    if (!(id in old)) marks.set(id, 'added')
    else if (!same(old[id], node)) marks.set(id, 'changed')
  }
  for (const id of Object.keys(old)) if (!(id in now)) marks.set(id, 'removed')
  return marks
}

/** Two versions of a graph laid over each other: everything of the newer one, and what is gone where it was. */
export interface Compared {
  graph: Graph
  nodes: ReadonlyMap<string, Mark>
  /** By the place of a wire in the graph's list. */
  wires: ReadonlyMap<number, Mark>
}

export function compared(before: AnyDocument | null, after: AnyDocument | null, inside: string | null): Compared {
  const [old, now] = [before, after].map((each) => (each && graphOf(each, inside)) ?? { nodes: {} }) as [Graph, Graph]
  const blank: AnyDocument = { format: 1, id: '-', nodes: {} }
  const nodes = changedNodes(before ?? blank, after ?? blank, inside)
  const [was, is] = [old, now].map(({ wires = [] }) => new Map(wires.map((wire) => [wireKey(wire), wire]))) as [Map<string, WireEntry>, Map<string, WireEntry>]
  const wires = new Map<number, Mark>()
  const all = [...is.values(), ...[...was].filter(([key]) => !is.has(key)).map(([, wire]) => wire)]
  all.forEach((wire, index) => {
    const key = wireKey(wire)
    if (!is.has(key)) wires.set(index, 'removed')
    else if (!was.has(key)) wires.set(index, 'added')
    else if (!same(was.get(key)?.[2], wire[2])) wires.set(index, 'changed')
  })
  const graph: Graph = { ...now, nodes: { ...old.nodes, ...now.nodes }, wires: all, layout: { ...old.layout, ...now.layout }, groups: { ...now.groups } }
  return { graph, nodes, wires }
}
