import { useMemo } from 'react'
import type { Scope } from '../model/document'
import { schemaOfParameters } from '../model/parameterSchema'
import { portsOf, subflowOf } from '../model/ports'
import type { NodeType } from '../model/types'
import { useOwnSubflows } from '../state/documents'
import { useNodeTypes } from '../state/nodeTypes'

/** The declaration of a type; a subflow declares its instances by its parameters and ports. Null: it is not installed, or not known yet. */
export function useTypeOf({ key }: Scope, name: string): NodeType | null {
  const known = useNodeTypes()
  const inner = useOwnSubflows(key)
  const id = subflowOf(name)
  return useMemo(() => {
    if (id === null) return known.types?.get(name) ?? null
    const subflow = inner[id] ?? known.subflows[id]
    if (!subflow) return null
    const { inputs, outputs } = portsOf({ type: name }, known, inner)
    return {
      type: name,
      family: 'subflow',
      title: subflow.name ?? id,
      help: subflow.description ?? '',
      icon: 'subflow',
      role: '',
      version: 1,
      source: false,
      inputs: [...inputs],
      outputs: [...outputs],
      ports_by_config: false,
      config: schemaOfParameters(subflow.parameters ?? {}),
      effect: 'none',
      delivery: 'at-least-once',
      exclusive: false,
    }
  }, [known, inner, id, name])
}
