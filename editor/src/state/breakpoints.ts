import { useCallback, useEffect } from 'react'
import { create } from 'zustand'
import { partsOf, type Scope } from '../model/document'
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
export function useBreakpointsKept({ key }: Scope): void {
  const { client } = useWorkspace()
  const { kind, id } = partsOf(key)
  const running = useRunning(({ flow, state }) => flow === id && state.running)
  const some = useBreakpoints(({ items }) => items.size > 0)
  const read = useCallback(
    (signal: AbortSignal): Promise<{ items: Breakpoint[] }> =>
      kind === 'flow' && running ? client.get(`flows/${encodeURIComponent(id)}/breakpoints`, signal) : Promise.resolve({ items: [] }),
    [client, kind, id, running],
  )
  const { data, retry } = usePolled(`breakpoints ${key} ${running}`, read, some ? SOON : SELDOM)
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
