import { useMemo } from 'react'
import type { Place } from '../forms/place'
import type { Scope } from '../model/document'
import { usePartOfDocument, usePartOfGraph } from '../state/documents'

const NO_PARAMETERS: Place['parameters'] = {}

/** Where the config of a node lives. Inside of a subflow its own parameters count, else those of the flow. */
export function usePlace(scope: Scope, node: string | null): Place {
  const own = usePartOfGraph(scope, (graph) => graph?.parameters)
  const outer = usePartOfDocument(scope.key, (document) => document?.present.parameters)
  const parameters = own ?? (scope.inside === null ? outer : undefined) ?? NO_PARAMETERS
  return useMemo(() => ({ scope, node, parameters }), [scope, node, parameters])
}
