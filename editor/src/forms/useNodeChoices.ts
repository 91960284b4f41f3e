import { useMemo } from 'react'
import { usePartOfGraph } from '../state/documents'
import { useText } from '../state/useText'
import type { Scope } from '../model/document'
import { useForm } from './place'

const NO_SCOPE: Scope = { key: 'flow:', inside: null }

/** The other nodes of the graph, by their names. */
export function useNodeChoices(): { value: string; label: string }[] {
  const { scope, node } = useForm().place
  const nodes = usePartOfGraph(scope ?? NO_SCOPE, (graph) => graph?.nodes)
  const say = useText()
  return useMemo(
    () =>
      Object.entries(nodes ?? {})
        .filter(([id]) => id !== node)
        .map(([id, { name }]) => ({ value: id, label: say(name) ? `${say(name)} (${id})` : id })),
    [nodes, node, say],
  )
}
