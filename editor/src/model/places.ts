import type { AnyDocument, DocumentKey, Graph } from './document'
import { partsOf } from './document'
import type { Route } from './route'

/** Where a node is: its document, the subflow inside of it (null: the document's own graph), and its id. */
export interface Place {
  key: DocumentKey
  inside: string | null
  node: string
}

/** Every graph of a document: its own, and those of the subflows that are written inside. */
export function graphsOf(key: DocumentKey, document: AnyDocument): { place: Omit<Place, 'node'>; graph: Graph }[] {
  const subflows = ('subflows' in document ? document.subflows : undefined) ?? {}
  const inner = Object.entries(subflows).map(([inside, graph]) => ({ place: { key, inside }, graph }))
  return [{ place: { key, inside: null }, graph: document }, ...inner]
}

/** The page that shows a node. */
export function routeTo({ key, inside, node }: Place): Route {
  const { kind, id } = partsOf(key)
  return kind === 'flow' ? { page: 'flow', flow: id, inside, view: 'canvas', node } : { page: 'subflow', id, node }
}
