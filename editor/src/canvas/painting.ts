import type { Box, Viewport } from '../model/box'
import { hueVariable } from '../model/family'
import { curveOfWire } from '../model/find'
import type { Scene } from '../model/scene'
import type { Tone } from '../model/status'
import type { Colours } from './colours'

/** The shapes of a scene, ready to be filled and stroked at any zoom. Made once for a scene and its states. */
export interface Painting {
  wires: Path2D
  bodies: Path2D
  doubles: Path2D
  notes: Path2D
  dots: Path2D
  /** By the variable of their colour. */
  edges: Map<string, Path2D>
  attention: Path2D
  failed: Path2D
  off: Path2D
  chosen: Path2D
}

const EDGE = 12
/** Farther away an outline is all that would be seen of a block. */
const OUTLINED = 0.12

export function paintingOf(scene: Scene, toneOf: (id: string) => Tone, chosen: ReadonlySet<string>, wires: boolean): Painting {
  const path = () => new Path2D()
  const made: Painting = { wires: path(), bodies: path(), doubles: path(), notes: path(), dots: path(), edges: new Map(), attention: path(), failed: path(), off: path(), chosen: path() }
  for (const wire of wires ? scene.wires : []) {
    const curve = curveOfWire(scene, wire)
    if (!curve) continue
    const [from, pull, push, to] = curve
    made.wires.moveTo(...from)
    made.wires.bezierCurveTo(...pull, ...push, ...to)
  }
  for (const { box } of scene.notes) rectangle(made.notes, box)
  for (const { id, look, box } of scene.nodes) {
    const tone = toneOf(id)
    if (chosen.has(id)) rectangle(made.chosen, { x: box.x - 4, y: box.y - 4, width: box.width + 8, height: box.height + 8 })
    if (look.kind === 'junction') {
      made.dots.moveTo(box.x + box.width, box.y + box.height / 2)
      made.dots.arc(box.x + box.width / 2, box.y + box.height / 2, box.width / 2, 0, 2 * Math.PI)
      continue
    }
    const body = tone === 'attention' ? made.attention : tone === 'failed' ? made.failed : tone === 'off' || look.disabled ? made.off : made.bodies
    if (look.kind === 'link') body.roundRect(box.x, box.y, box.width, box.height, box.height / 2)
    else rectangle(body, box)
    if (look.kind === 'subflow') made.doubles.rect(box.x - 6, box.y - 6, box.width + 12, box.height + 12)
    const hue = hueVariable(look.family)
    const edge = made.edges.get(hue) ?? path()
    made.edges.set(hue, edge)
    edge.rect(box.x, box.y, EDGE, box.height)
  }
  return made
}

function rectangle(path: Path2D, { x, y, width, height }: Box): void {
  path.rect(x, y, width, height)
}

/** Paints nodes, notes and wires as blocks and lines; lines keep their width on the screen. */
export function paint(context: CanvasRenderingContext2D, made: Painting, { x, y, zoom }: Viewport, colour: Colours, ratio: number): void {
  context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio)
  const line = (path: Path2D, variable: string, width: number) => {
    context.strokeStyle = colour(variable)
    context.lineWidth = width / zoom
    context.stroke(path)
  }
  const fill = (path: Path2D, variable: string) => {
    context.fillStyle = colour(variable)
    context.fill(path)
  }
  fill(made.notes, '--ant-color-fill-secondary')
  line(made.wires, '--ant-color-text-quaternary', 1)
  line(made.doubles, '--ant-color-text-tertiary', 1)
  fill(made.bodies, '--ant-color-bg-container')
  if (zoom > OUTLINED) line(made.bodies, '--ant-color-text-quaternary', 1)
  fill(made.off, '--ant-color-fill')
  fill(made.attention, '--ant-color-warning')
  fill(made.failed, '--ant-color-error')
  fill(made.dots, '--ant-color-text-tertiary')
  for (const [hue, edge] of made.edges) fill(edge, hue)
  line(made.chosen, '--ant-color-primary', 2)
}
