import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect, useMemo } from 'react'
import { around, boxCentre, centred, fitting, NEAREST, type Viewport } from '../model/box'
import { wireAt } from '../model/find'
import type { Point } from '../model/document'
import type { Scene } from '../model/scene'
import { STILL, useMedia } from '../state/useMedia'
import { useView, type CanvasView } from './view'

const MOVING = 200
/** Pixels from a wire that still hit it. */
const REACH = 12
const HIGHLIGHT_ZOOM = 1
const BARS = 76

/** Offers the canvas to the other parts of the page, while it is there. */
export function useCanvasView(sceneNow: () => Scene): CanvasView {
  const flow = useReactFlow()
  const store = useStoreApi()
  const still = useMedia(STILL)
  const view = useMemo((): CanvasView => {
    const size = () => store.getState()
    const go = (viewport: Viewport) => void flow.setViewport(viewport, { duration: still ? 0 : MOVING })
    const toGraph: CanvasView['toGraph'] = ([x, y]) => {
      const at = flow.screenToFlowPosition({ x, y })
      return [at.x, at.y]
    }
    const middle = (): Point => {
      const { width, height, transform: [x, y, zoom] } = size()
      return [(width / 2 - x) / zoom, (height / 2 - y) / zoom]
    }
    return {
      toGraph,
      toScreen: ([x, y]) => {
        const at = flow.flowToScreenPosition({ x, y })
        return [at.x, at.y]
      },
      middle,
      placeOf: (id) => {
        const node = sceneNow().byId.get(id)
        return node ? boxCentre(node.box) : middle()
      },
      reveal: (id) => {
        const node = sceneNow().byId.get(id)
        const { width, height } = size()
        if (node) go(centred(boxCentre(node.box), Math.min(NEAREST, Math.max(flow.getZoom(), HIGHLIGHT_ZOOM)), width, height))
      },
      fit: (ids) => {
        const { width, height } = size()
        const box = extent(sceneNow(), ids)
        if (box) go(fitting(box, width, height - covered()))
      },
      wireAt: (at) => wireAt(sceneNow(), at, REACH / flow.getZoom()),
    }
  }, [flow, store, still, sceneNow])
  useEffect(() => {
    useView.setState({ view })
    return () => {
      if (useView.getState().view === view) useView.setState({ view: null })
    }
  }, [view])
  return view
}

/** Pixels of the canvas's lower edge that bars for fingers lie over. */
export function covered(): number {
  return window.matchMedia('(pointer: coarse), (max-width: 767px)').matches ? BARS : 0
}

/** Everything on a canvas, or only some nodes. */
export function extent(scene: Scene, ids?: readonly string[]) {
  if (ids) return around(ids.flatMap((id) => scene.byId.get(id)?.box ?? []))
  return around([...scene.nodes, ...scene.notes, ...scene.frames].map(({ box }) => box))
}
