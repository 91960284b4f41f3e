import type { Acts } from '../canvas/acts'
import type { Scope } from '../model/document'
import { addWire, fitsInWire, insertInWire, misfitOf, type Misfit } from '../model/wiring'
import { openSurface } from '../state/surface'
import { addAt } from './adding'
import { act, here, say } from './here'
import { menuItems } from './menu'
import { draggedFrom, type Dragged } from '../palette/dragged'
import type { Where } from '../model/offers'
import { notify } from '../state/notices'

/** What the gestures on the canvas do. */
export const canvasActs: Acts = {
  canConnect: (scope, from, to, wire) => {
    const at = here(scope)
    if (!at) return null
    // The wire that is moved does not stand in its own way.
    const graph = wire === undefined ? at.graph : { ...at.graph, wires: (at.graph.wires ?? []).filter((_, index) => index !== wire) }
    const misfit = misfitOf(graph, from, to, at.around)
    return misfit && misfitText(misfit)
  },
  onConnect: (scope, from, to) => {
    const at = here(scope)
    if (at) act(at, 'acts.did.wire', (graph) => addWire(graph, from, to, at.around))
  },
  onReconnect: (scope, wire, from, to) => {
    const at = here(scope)
    if (!at) return
    act(at, 'acts.did.rewire', (graph) => {
      const [old] = graph.wires?.splice(wire, 1) ?? []
      if (!addWire(graph, from, to, at.around, old?.[2]) || !old) return
      // It keeps its place among those that leave the same end.
      const moved = graph.wires?.pop()
      if (moved) graph.wires?.splice(wire, 0, moved)
    })
  },
  onConnectEnd: (_, { node, port, side }, at) => openSurface({ kind: 'quick', where: { kind: 'port', end: { node, port }, side }, at, wiring: false }),
  onDoubleClick: (_, at, wire) => openSurface({ kind: 'quick', where: wire === null ? { kind: 'anywhere' } : { kind: 'wire', index: wire }, at, wiring: false }),
  onDropOnCanvas: (scope, event, at) => {
    event.preventDefault()
    const dragged = draggedFrom(event.dataTransfer)
    if (dragged) drop(scope, dragged, { kind: 'anywhere' }, at)
  },
  onDropOnWire: (scope, event, wire, at) => {
    event.preventDefault()
    const dragged = draggedFrom(event.dataTransfer)
    if (dragged) drop(scope, dragged, { kind: 'wire', index: wire }, at)
  },
  onNodeOnWire: (scope, node, wire) => {
    const at = here(scope)
    const entry = at?.graph.nodes[node]
    if (at && entry && fitsInWire(at.graph, wire, entry, at.around)) act(at, 'acts.did.insert', (graph) => insertInWire(graph, wire, node, at.around))
  },
  menu: (_, target) => menuItems(target),
}

function drop(scope: Scope, { nodes }: Dragged, where: Where, point: [number, number]): void {
  const at = here(scope)
  const [node] = nodes
  if (!at || !node) return
  if (nodes.length > 1) {
    openSurface({ kind: 'quick', where, at: point, wiring: false })
    return
  }
  const fits = where.kind !== 'wire' || fitsInWire(at.graph, where.index, node, at.around)
  if (!fits) notify(say('acts.noPlaceInWire'))
  addAt(at, node, fits ? where : { kind: 'anywhere' }, point)
}

/** Why two ends cannot be wired, in the person's words. */
export function misfitText(misfit: Misfit): string {
  if (misfit.reason !== 'kinds') return say(`acts.misfit.${misfit.reason}`)
  const kinds = (names: readonly string[]) => names.map((name) => say(`acts.kinds.${known(name)}`)).join(say('acts.or'))
  return say('acts.misfit.kinds', { given: kinds(misfit.given), wanted: kinds(misfit.wanted) })
}

const KINDS = ['null', 'boolean', 'number', 'integer', 'string', 'bytes', 'object', 'array'] as const

function known(name: string): (typeof KINDS)[number] | 'other' {
  return KINDS.find((each) => each === name) ?? 'other'
}
