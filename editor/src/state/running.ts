import { useCallback, useEffect, useMemo } from 'react'
import { create } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { partsOf, type Scope } from '../model/document'
import { instancesOf } from '../model/instances'
import { METRICS } from '../model/live'
import { notRunning, portTaps, shared, together, withInstances } from '../model/running'
import type { SceneWire } from '../model/scene'
import type { FlowState, NodeState, WireState } from '../model/types'
import type { Tap } from '../model/wires'
import { useCanvasSettings, scopeName } from './canvasSettings'
import { useDocument } from './documents'
import { useIsDeployed } from './flows'
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
  const deployed = useIsDeployed(flow) === true
  const read = useCallback(
    (signal: AbortSignal): Promise<FlowState> => (deployed ? client.flowState(flow, signal) : Promise.resolve(notRunning)),
    [client, flow, deployed],
  )
  const { data } = usePolled(`state ${flow} ${deployed}`, read, live ? FED : IDLE)
  useEffect(() => (live && deployed ? link.watch([`${METRICS}${flow}`]) : undefined), [link, live, flow, deployed])
  const told = useLive(({ states }) => states.get(flow))
  useEffect(() => useRunning.setState({ ...NOTHING, flow, prefix }), [flow, prefix])
  useEffect(() => keep(flow, data ?? notRunning), [flow, prefix, data])
  useEffect(() => keep(flow, told), [flow, prefix, told])
}

function keep(flow: string, state: FlowState | undefined): void {
  const before = useRunning.getState()
  if (!state || before.flow !== flow) return
  const next = shared(before.state, withInstances(state))
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

/** How a node does; `inner` is the one inside of an instance that speaks for it. */
export function useNodeState(id: string, inner: string | null = null): NodeState | undefined {
  return useRunning(({ state, prefix }) => (inner === null ? undefined : state.nodes[`${prefix}${id}/${inner}`]) ?? state.nodes[prefix + id])
}

/** A wire's id inside of an instance. */
export function inInstance(id: string, prefix: string): string {
  return prefix === '' ? id : id.split('>').map((each) => prefix + each).join('>')
}

/** What of a wire runs, by the runtime's ids. */
export function useWireIds({ runs }: SceneWire): readonly string[] {
  const prefix = useRunning((running) => running.prefix)
  return useMemo(() => runs.map((id) => inInstance(id, prefix)), [runs, prefix])
}

/** How a wire does; of several that run for it, together. */
export function useWireState(ids: readonly string[]): WireState | undefined {
  const states = useRunning(useShallow(({ state }) => ids.flatMap((id) => state.wires[id] ?? [])))
  return useMemo(() => together(states), [states])
}
