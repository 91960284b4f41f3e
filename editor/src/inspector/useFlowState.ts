import { useCallback } from 'react'
import type { FlowState } from '../model/types'
import { usePolled } from '../state/usePolled'
import { useWorkspace } from '../state/workspace'

/** How a flow stands, once a second. */
export function useFlowState(flow: string): FlowState | null {
  const { client } = useWorkspace()
  const read = useCallback((signal: AbortSignal) => client.flowState(flow, signal), [client, flow])
  return usePolled(`state ${flow}`, read, 1000).data
}
