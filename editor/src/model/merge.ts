import type { AnyDocument, Graph, GroupEntry } from './document'
import { withOwnIds } from './mergeIds'
import { asked, asRecord, config, decided, record, value, within, type Each, type Merging, type Place, type Three } from './mergeItems'
import { mergedWires, wireKey } from './mergeWires'
import { same } from './same'
import { end } from './wires'

export type Side = 'mine' | 'theirs'

export type ItemKind = 'node' | 'wire' | 'order' | 'group' | 'note' | 'parameter' | 'subflow' | 'flow'

/** What two people changed differently. `path` is the place inside of the item, empty: all of it; undefined values are not there. */
export interface Conflict {
  /** Names it among the conflicts of a merge, and in the choices. */
  id: string
  kind: ItemKind
  /** The subflow that the item is in; null: the document itself. */
  inside: string | null
  item: string
  path: readonly string[]
  base: unknown
  mine: unknown
  theirs: unknown
}

export interface Merged<T> {
  document: T
  conflicts: readonly Conflict[]
}

/**
 * What two people made of `base`, put together: what only one of them changed is as they made it. Where both changed
 * the same differently there is a conflict, and `choices` (by its id) says whose counts; mine until somebody chooses.
 * Places on the canvas never conflict. A node, note or group that both added under one id is kept twice.
 */
export function merge<T extends AnyDocument>(
  base: T,
  mine: T,
  theirs: T,
  choices: Readonly<Partial<Record<string, Side>>> = {},
): Merged<T> {
  const merging: Merging = { choices, conflicts: [] }
  const document = graph(merging, null, [base, withOwnIds(base, mine, theirs), theirs])
  return { document: document as T, conflicts: merging.conflicts }
}

type Graphs = readonly [base: Graph, mine: Graph, theirs: Graph]

function graph(merging: Merging, inside: string | null, graphs: Graphs): Graph {
  const place: Place = { kind: inside === null ? 'flow' : 'subflow', inside, item: inside ?? '', path: [] }
  const made = record(graphs, (values, key) => {
    switch (key) {
      case 'nodes':
        return table(merging, { ...place, kind: 'node' }, values, node, usedBy(graphs))
      case 'groups':
        return table(merging, { ...place, kind: 'group' }, values, group)
      case 'notes':
        return table(merging, { ...place, kind: 'note' }, values, note)
      case 'parameters':
        return table(merging, { ...place, kind: 'parameter' }, values, value)
      case 'subflows':
        return table(merging, { ...place, kind: 'subflow' }, values, subflow)
      case 'layout':
        return record(values, quiet)
      case 'wires':
        return values[0] ?? [] // they come last, when it is known which nodes there are
      case 'requires':
      case 'inputs':
      case 'outputs':
        return config(merging, within(place, key), values)
      default:
        return decided(merging, within(place, key), values)
    }
  }) as unknown as Graph
  if (made.wires) made.wires = mergedWires(merging, inside, made.nodes, graphs)
  return tidied(made)
}

/** The entries of a table one by one. `used`: whether mine or theirs relies on an entry that it did not change itself. */
function table(merging: Merging, place: Place, values: Three, each: Each, used: (id: string) => readonly [boolean, boolean] = () => [false, false]): unknown {
  return record(values, (entry, id) => {
    const [base, mine, theirs] = entry
    const at = { ...place, item: id }
    const there = base !== undefined && mine !== undefined && theirs !== undefined
    if (there) return same(mine, theirs) || same(base, theirs) ? mine : same(base, mine) ? theirs : each(merging, at, entry)
    const [byMe, byThem] = used(id)
    const missed = base !== undefined && ((mine === undefined && byThem && theirs !== undefined) || (theirs === undefined && byMe && mine !== undefined))
    return missed ? asked(merging, at, entry) : decided(merging, at, entry)
  })
}

/** Which nodes a side has wired anew: to remove one of them on the other side is a conflict. */
function usedBy([base, mine, theirs]: Graphs): (id: string) => readonly [boolean, boolean] {
  const before = new Set((base.wires ?? []).map(wireKey))
  const wired = ({ wires = [] }: Graph) =>
    new Set(wires.filter((wire) => !before.has(wireKey(wire))).flatMap(([from, to]) => [end(from, '').node, end(to, '').node]))
  const [byMe, byThem] = [wired(mine), wired(theirs)]
  return (id) => [byMe.has(id), byThem.has(id)]
}

/** A config belongs to its type: where one side has another type, the node counts as a whole. */
const node: Each = (merging, place, values) => {
  const [base, mine, theirs] = values.map((each) => asRecord(each)['type'])
  if (base !== mine || base !== theirs) return decided(merging, place, values)
  return record(values, (inner, key) => (key === 'config' ? config : decided)(merging, within(place, key), inner))
}

const group: Each = (merging, place, values) =>
  record(values, (inner, key) => (key === 'nodes' ? members(inner) : decided(merging, within(place, key), inner)))

const note: Each = (merging, place, values) =>
  record(values, (inner, key) => (key === 'at' || key === 'size' ? quiet(inner) : decided(merging, within(place, key), inner)))

const subflow: Each = (merging, place, values) => graph(merging, place.item, values as Graphs)

/** What nobody wants to be asked about: as I have it, where both changed it. What is gone is tidied away with its owner. */
function quiet([base, mine, theirs]: Three): unknown {
  return (same(base, mine) ? theirs : mine) ?? mine ?? theirs
}

/** The members of a group: those that either added and neither took out. */
function members(values: Three): string[] {
  const [base, mine, theirs] = values.map((each) => (Array.isArray(each) ? (each as string[]) : [])) as [string[], string[], string[]]
  return [...new Set([...theirs, ...mine])].filter((id) => !base.includes(id) || (mine.includes(id) && theirs.includes(id)))
}

/** Nothing speaks of nodes and groups that are gone. */
function tidied({ groups, layout, ...made }: Graph): Graph {
  const tidy: Graph = made
  if (layout) tidy.layout = Object.fromEntries(Object.entries(layout).filter(([id]) => id in made.nodes))
  if (groups) tidy.groups = Object.fromEntries(Object.entries(groups).map(([id, each]) => [id, tidiedGroup(each, made.nodes, groups)]))
  return tidy
}

function tidiedGroup({ parent, ...group }: GroupEntry, nodes: object, groups: object): GroupEntry {
  return { ...group, nodes: group.nodes.filter((id) => id in nodes), ...(parent !== undefined && parent in groups ? { parent } : {}) }
}
