import type { Scope } from '../model/document'
import { useGraph } from '../state/documents'

/** The nodes of a graph as rows. */
export function TableView({ scope }: { scope: Scope }) {
  const graph = useGraph(scope)
  return <p>{Object.keys(graph?.nodes ?? {}).length}</p>
}
