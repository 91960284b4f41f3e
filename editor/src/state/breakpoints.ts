import { useCallback, useEffect } from 'react'
import { create } from 'zustand'
import { usePolled } from './usePolled'
import { useRunning } from './running'
import { useWorkspace } from './workspace'

export interface Breakpoint {
  wire: string
  held: number
  full: boolean
}

/** The breakpoints of the flow on the canvas, by the runtime's id of their wire. */
export const useBreakpoints = create<{ items: ReadonlyMap<string, Breakpoint>; round: number }>(() => ({ items: new Map(), round: 0 }))

const [SOON, SELDOM] = [1500, 15_000]

/** Keeps the breakpoints of a canvas; they are looked at often only while there are some. */
export function useBreakpointsKept(): void {
  const { client } = useWorkspace()
  const flow = useRunning((running) => (running.state.running ? running.flow : ''))
  const some = useBreakpoints(({ items }) => items.size > 0)
  const read = useCallback(
    (signal: AbortSignal): Promise<{ items: Breakpoint[] }> =>
      flow ? client.get(`flows/${encodeURIComponent(flow)}/breakpoints`, signal) : Promise.resolve({ items: [] }),
    [client, flow],
  )
  const { data, retry } = usePolled(`breakpoints ${flow}`, read, some ? SOON : SELDOM)
  useEffect(() => useBreakpoints.setState({ items: new Map((data?.items ?? []).map((item) => [item.wire, item])) }), [data])
  const round = useBreakpoints((known) => known.round)
  useEffect(() => {
    if (round > 0) retry()
  }, [round, retry])
}

/** Something was done about breakpoints: they are read anew. */
export function breakpointsChanged(): void {
  useBreakpoints.setState(({ round }) => ({ round: round + 1 }))
}

export function breakpointPath(flow: string, wire: string): string {
  return `flows/${encodeURIComponent(flow)}/breakpoints/${encodeURIComponent(wire)}`
}
