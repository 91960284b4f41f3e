import { useMemo } from 'react'
import { usePartOfGraph } from '../state/documents'
import { useNodeName } from '../state/useNodeName'
import type { Scope } from '../model/document'
import { useForm } from './place'

const NO_SCOPE: Scope = { key: 'flow:', inside: null }

/** The other nodes of the graph, by their names. */
export function useNodeChoices(): { value: string; label: string }[] {
  const { scope, node } = useForm().place
  const nodes = usePartOfGraph(scope ?? NO_SCOPE, (graph) => graph?.nodes)
  const call = useNodeName()
  return useMemo(
    () =>
      Object.entries(nodes ?? {})
        .filter(([id]) => id !== node)
        .map(([id, found]) => [id, call(id, found)] as const)
        .map(([id, called]) => ({ value: id, label: called === id ? id : `${called} (${id})` })),
    [nodes, node, call],
  )
}
