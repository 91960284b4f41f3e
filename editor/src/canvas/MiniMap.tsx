import { Panel, useReactFlow, useStore, useStoreApi } from '@xyflow/react'
import { useEffect, useMemo, useRef, useState, type PointerEvent as ReactPointerEvent } from 'react'
import { around, fitting, grown, seen, type Box, type Viewport } from '../model/box'
import type { Scene } from '../model/scene'
import { coloursAt } from './colours'
import { sized, useTones } from './FarLayer'
import { paint, paintingOf } from './painting'
import { extent } from './useCanvasView'
import { useDark } from './useDark'

const [WIDTH, HEIGHT] = [176, 112]
const NOBODY: ReadonlySet<string> = new Set()

/** Over a canvas as low as this the map would hide more than it shows. */
const LOW = 480

/** The whole graph in a corner, with the frame of what is seen; dragging in it moves the view. */
export function MiniMap({ scene }: { scene: Scene }) {
  const low = useStore(({ height }) => height < LOW)
  return low ? null : <Whole scene={scene} />
}

function Whole({ scene }: { scene: Scene }) {
  const bitmap = useRef<HTMLCanvasElement>(null)
  const store = useStoreApi()
  const flow = useReactFlow()
  const dark = useDark()
  const tones = useTones()
  const shownScene = useRested(scene)
  const made = useMemo(() => paintingOf(shownScene, tones, NOBODY, false), [shownScene, tones])
  const whole = useMemo(() => extent(shownScene), [shownScene])
  const shown = useRef<Viewport>({ x: 0, y: 0, zoom: 1 })
  useEffect(() => {
    const element = bitmap.current
    const context = element?.getContext('2d')
    if (!element || !context || !whole) return undefined
    const [ground, brush] = offscreen()
    const colour = coloursAt(element)
    let painted = ''
    let asked = 0
    const draw = () => {
      asked = 0
      const { transform: [x, y, zoom], width, height } = store.getState()
      const view = seen({ x, y, zoom }, width, height)
      const viewport = mapOf(whole, view)
      const ratio = sized(element, WIDTH, HEIGHT)
      shown.current = viewport
      if (painted !== JSON.stringify(viewport)) {
        painted = JSON.stringify(viewport)
        sized(ground, WIDTH, HEIGHT)
        brush.setTransform(1, 0, 0, 1, 0, 0)
        brush.clearRect(0, 0, ground.width, ground.height)
        paint(brush, made, viewport, colour, ratio)
      }
      context.setTransform(1, 0, 0, 1, 0, 0)
      context.clearRect(0, 0, element.width, element.height)
      context.drawImage(ground, 0, 0)
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      const frame = [view.x * viewport.zoom + viewport.x, view.y * viewport.zoom + viewport.y, view.width * viewport.zoom, view.height * viewport.zoom] as const
      // What is not seen is dimmed: where a single edge of the frame is on the map, that alone says which side is meant.
      context.beginPath()
      context.rect(0, 0, WIDTH, HEIGHT)
      context.rect(...frame)
      context.fillStyle = colour('--ant-color-bg-layout')
      context.globalAlpha = 0.6
      context.fill('evenodd')
      context.globalAlpha = 1
      context.strokeStyle = colour('--ant-color-primary')
      context.lineWidth = 1.5
      context.strokeRect(...frame)
    }
    draw()
    const stop = store.subscribe((state, before) => {
      if (state.transform !== before.transform || state.width !== before.width || state.height !== before.height) asked ||= requestAnimationFrame(draw)
    })
    return () => {
      stop()
      cancelAnimationFrame(asked)
    }
  }, [made, whole, store, dark])
  const go = (event: ReactPointerEvent<HTMLCanvasElement>) => {
    if (event.buttons !== 1) return
    const { left, top } = event.currentTarget.getBoundingClientRect()
    const { x, y, zoom } = shown.current
    void flow.setCenter((event.clientX - left - x) / zoom, (event.clientY - top - y) / zoom, { zoom: flow.getZoom(), duration: 0 })
  }
  return (
    <Panel position="bottom-right" className="mini-map">
      <canvas
        ref={bitmap}
        aria-hidden="true"
        style={{ width: WIDTH, height: HEIGHT }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          go(event)
        }}
        onPointerMove={go}
      />
    </Panel>
  )
}

/** Milliseconds that the map may be behind. */
const REST = 150

/** The scene as it was a moment ago, so that the map is not painted anew with each step of a drag. */
function useRested(scene: Scene): Scene {
  const [rested, setRested] = useState(scene)
  useEffect(() => {
    const timer = setTimeout(() => setRested(scene), REST)
    return () => clearTimeout(timer)
  }, [scene])
  return rested
}

/** The map holds the graph, and stays as it is while the view is within. */
function mapOf(whole: Box, view: Box): Viewport {
  const inside = around([whole, { x: view.x + view.width / 2, y: view.y + view.height / 2, width: 0, height: 0 }]) ?? whole
  return fitting(grown(inside, 20), WIDTH, HEIGHT, 4, 0)
}

function offscreen(): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const element = document.createElement('canvas')
  const context = element.getContext('2d')
  if (!context) throw new Error('a canvas without a context')
  return [element, context]
}
