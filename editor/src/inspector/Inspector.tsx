import type { Scope } from '../model/document'
import { useGraph } from '../state/documents'
import { useSelection } from '../state/selection'

/** What is chosen, to look at and to change. */
export function Inspector({ scope }: { scope: Scope }) {
  const graph = useGraph(scope)
  const [id] = useSelection(({ nodes }) => nodes)
  const node = id === undefined ? undefined : graph?.nodes[id]
  return <pre className="code">{JSON.stringify(node, null, 2)}</pre>
}
