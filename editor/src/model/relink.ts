import { partsOf, type AnyDocument, type DocumentKey, type Graph, type SubflowEntry } from './document'
import { instancesOf } from './instances'
import { graphsOf, type Place } from './places'
import { mentionsOf, renameMentions, type Mention } from './references'
import type { NodeType } from './types'

/**
 * Another id for a node, as others name it: from outside of a subflow by the path of each instance (`instance/node`),
 * in links with the flow before that (`flow/node`, `flow/instance/node`).
 */
export interface Change {
  place: Place
  to: string
  /** Its addresses in links, before and after. */
  addresses: ReadonlyMap<string, string>
}

type Documents = ReadonlyMap<DocumentKey, AnyDocument>
type Subflows = Readonly<Record<string, SubflowEntry>>
type Types = ReadonlyMap<string, NodeType>

export function changeOf(place: Place, to: string, documents: Documents, shared: Subflows): Change {
  const flows = [...documents].filter(([key]) => partsOf(key).kind === 'flow')
  const addresses = flows.flatMap(([key, document]) =>
    [...namesIn(key, document, { inside: null, graph: document }, { place, to }, shared)].map(([before, after]) => [`${partsOf(key).id}/${before}`, `${partsOf(key).id}/${after}`] as const),
  )
  return { place, to, addresses: new Map(addresses) }
}

/** The documents that name the node, or something inside of it. */
export function naming(documents: Documents, change: Change, shared: Subflows, types: Types): DocumentKey[] {
  const names = ([key, document]: [DocumentKey, AnyDocument]) =>
    graphsOf(key, document).some(({ place, graph }) => {
      const other = othersFor(key, document, { inside: place.inside, graph }, change, shared)
      return Object.values(graph.nodes).some((entry) => mentionsOf(entry, types).some((mention) => other(mention) !== undefined))
    })
  return [...documents].filter(names).map(([key]) => key)
}

/** Writes the other id wherever a document names the node. Works on a draft of immer. */
export function relink(key: DocumentKey, document: AnyDocument, change: Change, shared: Subflows, types: Types): void {
  for (const { place, graph } of graphsOf(key, document)) {
    renameMentions(graph, types, othersFor(key, document, { inside: place.inside, graph }, change, shared))
  }
}

interface Within {
  inside: string | null
  graph: Graph
}

function othersFor(key: DocumentKey, document: AnyDocument, within: Within, change: Change, shared: Subflows): (mention: Mention) => string | undefined {
  const names = namesIn(key, document, within, change, shared)
  return ({ kind, name }) => (kind === 'node' ? after(name, names) : kind === 'link' ? after(name, change.addresses) : undefined)
}

/** How nodes of a graph name the node, before and after: by its id, or inside of each instance of its subflow. */
function namesIn(key: DocumentKey, document: AnyDocument, { inside, graph }: Within, { place, to }: Pick<Change, 'place' | 'to'>, shared: Subflows): Map<string, string> {
  if (key === place.key && inside === place.inside) return new Map([[place.node, to]])
  const own = ('subflows' in document ? document.subflows : undefined) ?? {}
  const { kind, id } = partsOf(place.key)
  const subflow = place.inside ?? (kind === 'subflow' ? id : null)
  // A flow's own subflow is another one than that of the same name elsewhere.
  const known = subflow !== null && (place.inside === null ? !(subflow in own) : key === place.key)
  if (!known) return new Map()
  const around = { format: 1, id: '', nodes: graph.nodes, subflows: own }
  return new Map(instancesOf(around, shared, subflow).map((path) => [`${path}/${place.node}`, `${path}/${to}`]))
}

function after(name: string, names: ReadonlyMap<string, string>): string | undefined {
  for (const [before, now] of names) {
    if (name === before || name.startsWith(`${before}/`)) return now + name.slice(before.length)
  }
  return undefined
}
