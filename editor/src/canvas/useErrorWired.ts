import { useStore } from '@xyflow/react'
import { ERROR_PORT } from '../model/ports'

/** Whether a wire leaves a node's port for errors. */
export function useErrorWired(id: string): boolean {
  return useStore(({ connectionLookup }) => connectionLookup.has(`${id}-source-${ERROR_PORT}`))
}
