import type { Point } from './document'

/** A place on the canvas, in its units. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** The smallest box around all of them; null around none. */
export function around(boxes: Iterable<Box>): Box | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y, width, height } of boxes) {
    left = Math.min(left, x)
    top = Math.min(top, y)
    right = Math.max(right, x + width)
    bottom = Math.max(bottom, y + height)
  }
  return left === Infinity ? null : { x: left, y: top, width: right - left, height: bottom - top }
}

export function boxCentre({ x, y, width, height }: Box): Point {
  return [x + width / 2, y + height / 2]
}

export function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by }
}

export function holds({ x, y, width, height }: Box, [px, py]: Point): boolean {
  return px >= x && px <= x + width && py >= y && py <= y + height
}

export function overlap(one: Box, other: Box): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height
}

/** How a canvas is looked at: screen = graph × zoom + (x, y). */
export interface Viewport {
  x: number
  y: number
  zoom: number
}

export const NEAREST = 2
export const FARTHEST = 0.05

/** The view that shows `box` whole in a window of `width` × `height`, no nearer than 100 %. */
export function fitting(box: Box, width: number, height: number, margin = 40, least = FARTHEST): Viewport {
  const free = (size: number) => Math.max(40, size - 2 * margin)
  const zoom = Math.max(least, Math.min(1, free(width) / Math.max(1, box.width), free(height) / Math.max(1, box.height)))
  return centred([box.x + box.width / 2, box.y + box.height / 2], zoom, width, height)
}

/** Near enough to read what stands beside ports. */
const READABLE = 0.85

/** How a graph is first looked at: whole where it can be read so, else from where it begins. */
export function opening(box: Box, width: number, height: number): Viewport {
  const whole = fitting(box, width, height)
  if (whole.zoom >= READABLE) return whole
  const margin = 40
  const high = box.height * READABLE <= height - 2 * margin
  return { x: margin - box.x * READABLE, y: high ? (height - box.height * READABLE) / 2 - box.y * READABLE : margin - box.y * READABLE, zoom: READABLE }
}

/** The view with a point in the middle of the window. */
export function centred([x, y]: Point, zoom: number, width: number, height: number): Viewport {
  return { x: width / 2 - x * zoom, y: height / 2 - y * zoom, zoom }
}

/** What of the graph a window shows. */
export function seen({ x, y, zoom }: Viewport, width: number, height: number): Box {
  return { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom }
}

/** Views that were kept in the browser, by canvas; what is damaged is left out. */
export function viewportsOf(text: string | null): Record<string, Viewport> {
  try {
    const kept: unknown = JSON.parse(text ?? '{}')
    if (kept === null || typeof kept !== 'object') return {}
    return Object.fromEntries(Object.entries(kept).filter(([, one]) => isViewport(one)))
  } catch {
    return {}
  }
}

function isViewport(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false
  const { x, y, zoom } = value as Record<string, unknown>
  return [x, y, zoom].every((each) => Number.isFinite(each)) && (zoom as number) >= FARTHEST && (zoom as number) <= NEAREST
}
