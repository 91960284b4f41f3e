import { boxCentre, centred, opening, type Viewport } from '../model/box'
import type { Scope } from '../model/document'
import type { Scene } from '../model/scene'
import { viewportKept } from '../state/canvasSettings'
import { covered, extent } from './useCanvasView'

/** How a canvas is looked at when it opens: at the node that is asked for, as it was left, or so that it can be read. */
export function firstViewport(scope: Scope, scene: Scene, reveal: string | null, { width, height }: { width: number; height: number }): Viewport {
  const node = reveal === null ? undefined : scene.byId.get(reveal)
  if (node) return centred(boxCentre(node.box), 1, width, height)
  const box = extent(scene)
  return viewportKept(scope) ?? (box ? opening(box, width, height - covered()) : { x: 40, y: 40, zoom: 1 })
}
