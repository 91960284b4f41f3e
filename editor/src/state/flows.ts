import { useCallback } from 'react'
import { create } from 'zustand'
import type { Client } from '../api/client'
import type { FlowItem } from '../model/types'
import type { Polled } from './usePolled'
import { usePolled } from './usePolled'
import { useWorkspace } from './workspace'

interface Flows {
  /** In the order of the project; null until they are known. */
  items: readonly FlowItem[] | null
  /** What is deployed. */
  revision: number
}

/** The flows of the project, as last read. */
export const useFlows = create<Flows>(() => ({ items: null, revision: 0 }))

/** Reads the flows now, after something was done with them. */
export async function readFlows(client: Client, signal?: AbortSignal): Promise<{ items: FlowItem[] }> {
  const flows = await client.flows(signal)
  useFlows.setState(flows)
  return flows
}

/** Whether a flow is part of what is deployed; null until the flows are known. Of others the runtime knows no state. */
export function useIsDeployed(flow: string): boolean | null {
  return useFlows(({ items }) => items && items.some(({ id, deployed }) => id === flow && deployed !== false))
}

/** Keeps the flows known while the calling part is on the page. */
export function useFlowsKept(every: number): Polled<{ items: FlowItem[] }> {
  const { client } = useWorkspace()
  const read = useCallback((signal: AbortSignal) => readFlows(client, signal), [client])
  return usePolled('flows', read, every)
}
