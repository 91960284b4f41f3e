import { useCallback, useMemo } from 'react'
import { TAGS } from '../../../api/parts'
import { referencesOf } from '../../../model/references'
import { useAllDocuments } from '../../../state/allDocuments'
import { useNodeTypes } from '../../../state/nodeTypes'
import { useSharedPart } from '../../../state/useSharedPart'

export interface Uses {
  nodes: number
  tags: number
}

/** How many nodes and tags use a connection, with what is drafted. */
export function useUses(): (id: string) => Uses {
  const documents = useAllDocuments()
  const types = useNodeTypes((known) => known.types)
  const lists = useSharedPart(TAGS).document?.present
  const nodes = useMemo(() => {
    const all = [...(documents ?? [])].flatMap(([key, document]) => referencesOf(key, document, types ?? new Map()))
    return counted(all.filter(({ kind }) => kind === 'connection').map(({ name }) => name))
  }, [documents, types])
  const tags = useMemo(() => counted(Object.values(lists ?? {}).flatMap(({ rows }) => rows.map((row) => row['connection'] ?? ''))), [lists])
  return useCallback((id) => ({ nodes: nodes.get(id) ?? 0, tags: tags.get(id) ?? 0 }), [nodes, tags])
}

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
