import { useCallback, useEffect } from 'react'
import { create } from 'zustand'
import type { Client } from '../api/client'
import type { Problem } from '../model/problem'
import type { FlowItem } from '../model/types'
import { paceOf } from './pace'
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

/** Why they could not be read the last time. */
export const useFlowsProblem = create<{ problem: Problem | null }>(() => ({ problem: null }))

const pace = paceOf(5000)

/** For a part that shows figures of the flows. */
export const useFlowsFaster = pace.useFaster

/** Reads the flows now, after something was done with them. */
export async function readFlows(client: Client, signal?: AbortSignal): Promise<void> {
  useFlows.setState(await client.flows(signal))
}

/** Whether a flow is part of what is deployed; null until the flows are known. Of others the runtime knows no state. */
export function useIsDeployed(flow: string): boolean | null {
  return useFlows(({ items }) => items && items.some(({ id, deployed }) => id === flow && deployed !== false))
}

/** Keeps the flows known, for one part that is always on the page; gives the way to read them at once. */
export function useFlowsKept(): () => void {
  const { client } = useWorkspace()
  const read = useCallback((signal: AbortSignal) => readFlows(client, signal), [client])
  const { problem, retry } = usePolled('flows', read, pace.usePace())
  useEffect(() => useFlowsProblem.setState({ problem }), [problem])
  // The next person may see others.
  useEffect(() => () => useFlows.setState({ items: null, revision: 0 }), [client])
  return retry
}
