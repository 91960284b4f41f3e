import { holds, overlap, type Box } from './box'
import { curveOf, distance, type Curve } from './curve'
import type { Point } from './document'
import { ERROR_PORT } from './ports'
import { portAt, type Scene, type SceneNode, type SceneWire } from './scene'

/** The way of a wire; null when one of its ends is not there. */
export function curveOfWire(scene: Scene, { from, to }: SceneWire): Curve | null {
  const [start, stop] = [portAt(scene, from, 'out'), portAt(scene, to, 'in')]
  return start && stop ? curveOf(start, stop, from.port === ERROR_PORT) : null
}

/** The wire that passes nearest to a point, no farther than `reach`. `without`: wires of this node do not count. */
export function wireAt(scene: Scene, at: Point, reach: number, without?: string): number | null {
  let found: number | null = null
  let nearest = reach
  for (const wire of scene.wires) {
    if (wire.from.node === without || wire.to.node === without) continue
    const curve = curveOfWire(scene, wire)
    if (!curve || !near(curve, at, reach)) continue
    const away = distance(curve, at)
    if (away <= nearest) [found, nearest] = [wire.index, away]
  }
  return found
}

function near(curve: Curve, [x, y]: Point, reach: number): boolean {
  const [xs, ys] = [curve.map((point) => point[0]), curve.map((point) => point[1])]
  return x >= Math.min(...xs) - reach && x <= Math.max(...xs) + reach && y >= Math.min(...ys) - reach && y <= Math.max(...ys) + reach
}

/** The node that lies over a point; the one drawn last is on top. */
export function nodeAt(scene: Scene, at: Point): SceneNode | null {
  return scene.nodes.findLast(({ box }) => holds(box, at)) ?? null
}

/** The nodes that a box touches. */
export function nodesIn(scene: Scene, box: Box): string[] {
  return scene.nodes.filter((node) => overlap(node.box, box)).map(({ id }) => id)
}
