import { useMemo } from 'react'
import { useGraph } from '../state/documents'
import { useText } from '../state/useText'
import type { Scope } from '../model/document'
import { useForm } from './place'

const NO_SCOPE: Scope = { key: 'flow:', inside: null }

/** The other nodes of the graph, by their names. */
export function useNodeChoices(): { value: string; label: string }[] {
  const { scope, node } = useForm().place
  const graph = useGraph(scope ?? NO_SCOPE)
  const say = useText()
  return useMemo(
    () =>
      Object.entries(graph?.nodes ?? {})
        .filter(([id]) => id !== node)
        .map(([id, { name }]) => ({ value: id, label: say(name) ? `${say(name)} (${id})` : id })),
    [graph, node, say],
  )
}
