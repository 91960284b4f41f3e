import { useCallback } from 'react'
import type { NodeEntry } from '../model/document'
import { nodeName } from '../model/titles'
import { useNodeTypes } from './nodeTypes'
import { useSettings } from './settings'

/** Says what people call a node, in the page's language. */
export function useNodeName(): (id: string, entry: Pick<NodeEntry, 'name' | 'type'> | undefined) => string {
  const language = useSettings((settings) => settings.language)
  const types = useNodeTypes((known) => known.types)
  return useCallback((id, entry) => nodeName(id, entry, { types, language }), [types, language])
}
