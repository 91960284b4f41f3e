import { useCallback, useEffect, useMemo } from 'react'
import { create } from 'zustand'
import { partsOf, type Scope } from '../model/document'
import { instancesOf } from '../model/instances'
import { METRICS } from '../model/live'
import { notRunning, portTaps, shared } from '../model/running'
import type { FlowState, NodeState, WireState } from '../model/types'
import type { Tap } from '../model/wires'
import { useCanvasSettings, scopeName } from './canvasSettings'
import { useDocument } from './documents'
import { useLive } from './live'
import { useNodeTypes } from './nodeTypes'
import { usePolled } from './usePolled'
import { useWorkspace } from './workspace'

interface Running {
  flow: string
  /** What stands before the ids of a subflow's inner nodes: `instance/`; empty for the flow itself. */
  prefix: string
  state: FlowState
  taps: ReadonlyMap<string, readonly Tap[]>
}

const NOTHING: Running = { flow: '', prefix: '', state: notRunning, taps: new Map() }

/** What the flow on the canvas does at the runtime. Its draft may know other nodes. */
export const useRunning = create<Running>(() => NOTHING)

const IDLE = 5000
/** Figures come by themselves each second: asking is only for a WebSocket that is gone. */
const FED = 15_000

/** Keeps `useRunning` for a canvas. A project-wide subflow runs in many flows: it shows nothing. */
export function useRunningKept(scope: Scope): void {
  const { client, link } = useWorkspace()
  const { kind, id } = partsOf(scope.key)
  const live = useCanvasSettings((settings) => settings.live)
  const flow = kind === 'flow' ? id : ''
  const prefix = usePrefix(scope)
  const read = useCallback(
    (signal: AbortSignal): Promise<FlowState> => (flow ? client.flowState(flow, signal) : Promise.resolve(notRunning)),
    [client, flow],
  )
  const { data } = usePolled(`state ${flow}`, read, live ? FED : IDLE)
  useEffect(() => (live && flow ? link.watch([`${METRICS}${flow}`]) : undefined), [link, live, flow])
  const told = useLive(({ states }) => states.get(flow))
  useEffect(() => useRunning.setState({ ...NOTHING, flow, prefix }), [flow, prefix])
  useEffect(() => keep(flow, data ?? notRunning), [flow, prefix, data])
  useEffect(() => keep(flow, told), [flow, prefix, told])
}

function keep(flow: string, state: FlowState | undefined): void {
  const before = useRunning.getState()
  if (!state || before.flow !== flow) return
  const next = shared(before.state, state)
  const wires = Object.keys(next.wires)
  const sameWires = next.wires === before.state.wires || (wires.length === Object.keys(before.state.wires).length && wires.every((id) => id in before.state.wires))
  useRunning.setState({ state: next, taps: sameWires && before.taps.size ? before.taps : portTaps(flow, wires) })
}

/** The paths of the instances of the subflow that a canvas shows; empty for a flow. */
export function useInstances({ key, inside }: Scope): readonly string[] {
  const document = useDocument(key)?.present
  const subflows = useNodeTypes((known) => known.subflows)
  return useMemo(() => (document && inside !== null ? instancesOf(document, subflows, inside) : []), [document, subflows, inside])
}

function usePrefix(scope: Scope): string {
  const instances = useInstances(scope)
  const chosen = useCanvasSettings((settings) => settings.instances[scopeName(scope)])
  if (scope.inside === null) return ''
  const instance = chosen !== undefined && instances.includes(chosen) ? chosen : instances[0]
  return instance === undefined ? '?/' : `${instance}/`
}

export function useNodeState(id: string): NodeState | undefined {
  return useRunning(({ state, prefix }) => state.nodes[prefix + id])
}

export function useWireState(id: string): WireState | undefined {
  return useRunning(({ state, prefix }) => state.wires[prefix === '' ? id : inInstance(id, prefix)])
}

/** A wire's id inside of an instance. */
export function inInstance(id: string, prefix: string): string {
  return id.split('>').map((each) => prefix + each).join('>')
}

const NO_TAPS: readonly Tap[] = []

/** The taps on a node's wired ports. */
export function useNodeTaps(id: string): readonly Tap[] {
  return useRunning(({ taps, prefix }) => taps.get(prefix + id) ?? NO_TAPS)
}
