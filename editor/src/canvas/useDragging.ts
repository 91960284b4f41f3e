import { useMemo, useRef } from 'react'
import { boxCentre } from '../model/box'
import type { Graph, Point } from '../model/document'
import { elementOf } from '../model/elements'
import { wireAt } from '../model/find'
import { GRID } from '../model/look'
import { movedWith, place, type Moving } from '../model/moving'
import { edit, documentNow } from '../state/documents'
import { graphOf } from '../model/document'
import { acts } from './acts'
import { pointAtWire, usePassing, type CanvasParts } from './context'
import type { Element } from './elements'
import { busy, calledOff } from './useCallingOff'

type Dragged = (event: unknown, node: Element | null, nodes: Element[]) => void

/** Moves what is dragged: only on the screen while it is held, as one act in the document when it is let go. */
export function useDragging({ scope, sceneNow }: CanvasParts) {
  const begun = useRef<{ at: Point; moving: Omit<Moving, 'by'>; graph: Graph } | null>(null)
  return useMemo(() => {
    const by = (node: Element | null): Point => {
      if (!begun.current || !node) return [0, 0]
      const { at } = begun.current
      // React Flow puts what is held on the grid. A group's frame is not on it, so that its nodes would leave it.
      const way = elementOf(node.id).kind === 'group' ? stepped : Math.round
      return [way(node.position.x - at[0]), way(node.position.y - at[1])]
    }
    const start: Dragged = (_, node, nodes) => {
      busy()
      const document = documentNow(scope.key)?.present
      const graph = document && graphOf(document, scope.inside)
      const [first] = nodes
      if (!graph || !first) return
      const held = node ?? first
      begun.current = { at: [held.position.x, held.position.y], moving: movedWith(graph, nodes.map(({ id }) => elementOf(id))), graph }
    }
    const drag: Dragged = (_, node, nodes) => {
      if (!begun.current) return
      const shift = by(node ?? nodes[0] ?? null)
      const before = usePassing.getState().moving
      if (before?.by[0] === shift[0] && before.by[1] === shift[1]) return
      usePassing.setState({ moving: { ...begun.current.moving, by: shift } })
      pointAtWire(wireUnder(sceneNow, begun.current.moving))
    }
    const stop: Dragged = (_, node, nodes) => {
      const drags = begun.current
      if (!drags) return
      const moving: Moving = { ...drags.moving, by: by(node ?? nodes[0] ?? null) }
      const wire = wireUnder(sceneNow, moving)
      begun.current = null
      if (!calledOff()) edit(scope, 'canvas.edit.move', (graph) => place(graph, moving))
      usePassing.setState({ moving: null, wire: null })
      if (calledOff()) return
      const [only] = [...moving.nodes]
      if (wire !== null && only !== undefined && (moving.by[0] !== 0 || moving.by[1] !== 0)) acts.onNodeOnWire?.(scope, only, wire)
    }
    return { start, drag, stop }
  }, [scope, sceneNow])
}

function stepped(size: number): number {
  return Math.round(size / GRID) * GRID
}

/** The wire that a single node without wires would be put on. */
function wireUnder(sceneNow: CanvasParts['sceneNow'], { nodes, notes }: Omit<Moving, 'by'>): number | null {
  if (!acts.onNodeOnWire || nodes.size !== 1 || notes.size > 0) return null
  const scene = sceneNow()
  const [id = ''] = nodes
  const node = scene.byId.get(id)
  if (!node || scene.wires.some(({ from, to }) => from.node === id || to.node === id)) return null
  return wireAt(scene, boxCentre(node.box), node.box.height / 2, id)
}
