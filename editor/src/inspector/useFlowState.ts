import { useCallback } from 'react'
import type { FlowState } from '../model/types'
import { notRunning } from '../model/running'
import { useIsDeployed } from '../state/flows'
import { usePolled } from '../state/usePolled'
import { useWorkspace } from '../state/workspace'

/** How a flow stands, once a second; one that is only drafted does nothing. */
export function useFlowState(flow: string): FlowState | null {
  const { client } = useWorkspace()
  const deployed = useIsDeployed(flow) === true
  const read = useCallback((signal: AbortSignal) => (deployed ? client.flowState(flow, signal) : Promise.resolve(notRunning)), [client, flow, deployed])
  return usePolled(`state ${flow} ${deployed}`, read, 1000).data
}
