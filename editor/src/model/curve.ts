import type { Point } from './document'

/** A cubic curve: start, the two points that pull it, end. */
export type Curve = [from: Point, pull: Point, push: Point, to: Point]

const [SHORTEST, LONGEST] = [24, 160]

/** The way of a wire from an output to an input. `down`: it leaves at the lower edge, as errors do. */
export function curveOf(from: Point, to: Point, down = false): Curve {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const reach = dx >= 0 ? Math.max(Math.min(SHORTEST, dx / 2 + 8), Math.min(dx / 2, LONGEST)) : Math.min(LONGEST, 48 - dx / 4)
  // A wire back to the left swings out of the row of nodes, or it would run through them.
  const swing = dx < 0 && Math.abs(dy) < 40 ? 56 : 0
  const pull: Point = down ? [from[0], from[1] + Math.min(LONGEST, Math.max(SHORTEST, Math.abs(dy) / 2))] : [from[0] + reach, from[1] + swing]
  return [from, pull, [to[0] - reach, to[1] + swing], to]
}

/** As SVG writes it. */
export function pathOf([from, pull, push, to]: Curve): string {
  return `M${from[0]},${from[1]} C${pull[0]},${pull[1]} ${push[0]},${push[1]} ${to[0]},${to[1]}`
}

export function pointOf([from, pull, push, to]: Curve, t: number): Point {
  const u = 1 - t
  const mixed = (axis: 0 | 1) => u ** 3 * from[axis] + 3 * u * u * t * pull[axis] + 3 * u * t * t * push[axis] + t ** 3 * to[axis]
  return [mixed(0), mixed(1)]
}

const STEPS = 24

/** How near a curve passes a point, about. */
export function distance(curve: Curve, at: Point): number {
  let nearest = Infinity
  let before = pointOf(curve, 0)
  for (let step = 1; step <= STEPS; step++) {
    const next = pointOf(curve, step / STEPS)
    nearest = Math.min(nearest, toSegment(at, before, next))
    before = next
  }
  return nearest
}

function toSegment([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length))
  return Math.hypot(px - ax - t * dx, py - ay - t * dy)
}
