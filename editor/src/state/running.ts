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
import { useAllDocuments } from './allDocuments'
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
  /** Where the subflow on the canvas is used; none for a flow. */
  instances: readonly Instance[]
}

/** One use of a subflow: the flow, and the path in it, such as `dose-1` or `line/dose`. */
export interface Instance {
  flow: string
  path: string
}

const NOTHING: Running = { flow: '', prefix: '', state: notRunning, taps: new Map(), instances: [] }

/** What the flow on the canvas does at the runtime. Its draft may know other nodes. */
export const useRunning = create<Running>(() => NOTHING)

const IDLE = 5000
/** Figures come by themselves each second: asking is only for a WebSocket that is gone. */
const FED = 15_000

/** Keeps `useRunning` for a canvas. A subflow shows what runs in one of its instances, a project-wide one in any flow. */
export function useRunningKept(scope: Scope): void {
  const { client, link } = useWorkspace()
  const live = useCanvasSettings((settings) => settings.live)
  const instances = useInstances(scope)
  const { flow, prefix } = useShown(scope, instances)
  const deployed = useIsDeployed(flow) === true
  const read = useCallback(
    (signal: AbortSignal): Promise<FlowState> => (deployed ? client.flowState(flow, signal) : Promise.resolve(notRunning)),
    [client, flow, deployed],
  )
  const { data } = usePolled(`state ${flow} ${deployed}`, read, live ? FED : IDLE)
  useEffect(() => (live && deployed ? link.watch([`${METRICS}${flow}`]) : undefined), [link, live, flow, deployed])
  const told = useLive(({ states }) => states.get(flow))
  useEffect(() => useRunning.setState({ ...NOTHING, flow, prefix }), [flow, prefix])
  useEffect(() => useRunning.setState({ instances }), [flow, prefix, instances])
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

function useInstances({ key, inside }: Scope): readonly Instance[] {
  const { kind, id } = partsOf(key)
  const document = useDocument(key)?.present
  const all = useAllDocuments(kind === 'subflow')
  const subflows = useNodeTypes((known) => known.subflows)
  return useMemo(() => {
    const subflow = inside ?? (kind === 'subflow' ? id : null)
    if (!document || subflow === null) return []
    const flows = kind === 'flow' ? [[key, document] as const] : [...(all ?? [])].filter(([each]) => partsOf(each).kind === 'flow')
    return flows.flatMap(([each, flow]) => instancesOf(flow, subflows, subflow).map((path) => ({ flow: partsOf(each).id, path })))
  }, [document, all, subflows, key, kind, id, inside])
}

/** The instance that was chosen, else the first one; a flow is its own. */
function useShown(scope: Scope, instances: readonly Instance[]): Pick<Running, 'flow' | 'prefix'> {
  const chosen = useCanvasSettings((settings) => settings.instances[scopeName(scope)])
  const { kind, id } = partsOf(scope.key)
  const own = kind === 'flow' ? id : ''
  if (own && scope.inside === null) return { flow: own, prefix: '' }
  const instance = instances.find((each) => nameOf(each) === chosen) ?? instances[0]
  return instance ? { flow: instance.flow, prefix: `${instance.path}/` } : { flow: own, prefix: '?/' }
}

/** What an instance is called among all of the project. */
export function nameOf({ flow, path }: Instance): string {
  return `${flow}/${path}`
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
