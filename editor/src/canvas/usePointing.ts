import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useMemo, type DragEvent as ReactDragEvent, type KeyboardEvent, type MouseEvent as ReactMouseEvent } from 'react'
import { elementOf } from '../model/elements'
import { nodeAt, nodesIn } from '../model/find'
import { subflowOf } from '../model/ports'
import { documentNow } from '../state/documents'
import { select, useSelection } from '../state/selection'
import { goTo } from '../state/useRoute'
import { graphOf, partsOf, type Point, type Scope } from '../model/document'
import { acts } from './acts'
import { pointAtWire, type CanvasParts } from './context'
import type { Element, WireElement } from './elements'
import { busy, calledOff } from './useCallingOff'
import { viewNow } from './view'

/** Clicks, double clicks and drops on the canvas, and keys on a node that has the focus. */
export function usePointing({ scope, sceneNow }: CanvasParts, far: boolean) {
  const flow = useReactFlow()
  const store = useStoreApi()
  return useMemo(() => {
    const at = (event: { clientX: number; clientY: number }): Point => viewNow()?.toGraph([event.clientX, event.clientY]) ?? [0, 0]
    let boxed: Point | null = null
    return {
      onPaneClick: (event: ReactMouseEvent) => {
        const node = far ? nodeAt(sceneNow(), at(event)) : null
        const before = event.shiftKey || event.ctrlKey || event.metaKey ? useSelection.getState().nodes : []
        select(node ? { nodes: [...before.filter((id) => id !== node.id), node.id] } : {})
        if (far && node && event.detail > 1) viewNow()?.reveal(node.id)
      },
      onDoubleClick: (event: ReactMouseEvent) => {
        if (!far && (event.target as HTMLElement).classList.contains('react-flow__pane')) acts.onDoubleClick?.(scope, at(event), null)
      },
      onEdgeDoubleClick: (event: ReactMouseEvent, wire: WireElement) => acts.onDoubleClick?.(scope, at(event), Number(wire.id)),
      onSelectionStart: (event: ReactMouseEvent) => {
        busy()
        const { userSelectionRect } = store.getState()
        boxed = userSelectionRect ? [userSelectionRect.startX, userSelectionRect.startY] : at(event)
      },
      onSelectionEnd: (event: ReactMouseEvent) => {
        if (!far || !boxed || calledOff()) return
        const [[x, y], [toX, toY]] = [boxed, at(event)]
        const box = { x: Math.min(x, toX), y: Math.min(y, toY), width: Math.abs(toX - x), height: Math.abs(toY - y) }
        select({ nodes: nodesIn(sceneNow(), box) })
      },
      onNodeDoubleClick: (_: ReactMouseEvent, element: Element) => open(scope, element.id),
      onDragOver: (event: ReactDragEvent) => {
        if (!acts.onDropOnCanvas) return
        event.preventDefault()
        pointAtWire(acts.onDropOnWire ? (viewNow()?.wireAt(at(event)) ?? null) : null)
      },
      onDragLeave: () => pointAtWire(null),
      onDrop: (event: ReactDragEvent) => {
        const where = at(event)
        const wire = viewNow()?.wireAt(where) ?? null
        pointAtWire(null)
        if (wire !== null && acts.onDropOnWire) acts.onDropOnWire(scope, event, wire, where)
        else acts.onDropOnCanvas?.(scope, event, where)
      },
      onKeyDown: (event: KeyboardEvent) => {
        const held = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node, .react-flow__edge')
        if (held !== event.target || (event.key !== 'Enter' && event.key !== ' ')) return
        event.preventDefault()
        const id = held.dataset['id'] ?? ''
        if (held.classList.contains('react-flow__edge')) select({ wires: [Number(id)] })
        else if (event.key === 'Enter' && useSelection.getState().nodes.includes(id) && open(scope, id)) return
        else choose(id, event.shiftKey)
      },
      onFocus: (event: React.FocusEvent) => {
        const id = (event.target as HTMLElement).dataset['id']
        const node = id !== undefined && event.target.matches('.react-flow__node:focus-visible') ? sceneNow().byId.get(id) : undefined
        if (node && !flow.isNodeIntersecting(node.box, viewBox(store.getState()), true)) viewNow()?.reveal(node.id)
      },
    }
  }, [scope, sceneNow, far, flow, store])
}

function viewBox({ transform: [x, y, zoom], width, height }: { transform: readonly [number, number, number]; width: number; height: number }) {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }
}

function choose(name: string, more: boolean): void {
  const { kind, id } = elementOf(name)
  const list = `${kind}s` as const
  const before = useSelection.getState()
  select({ ...(more ? before : {}), [list]: more ? [...before[list].filter((each) => each !== id), id] : [id] })
}

/** Opens the inside of a subflow's instance; whether there was one. */
function open(scope: Scope, node: string): boolean {
  const document = documentNow(scope.key)?.present
  const graph = document && graphOf(document, scope.inside)
  const subflow = subflowOf(graph?.nodes[node]?.type ?? '')
  if (!document || subflow === null) return false
  const { kind, id } = partsOf(scope.key)
  const own = graphOf(document, subflow) !== null
  goTo(own && kind === 'flow' ? { page: 'flow', flow: id, inside: subflow, view: 'canvas', node: null } : { page: 'subflow', id: subflow, node: null })
  return true
}
