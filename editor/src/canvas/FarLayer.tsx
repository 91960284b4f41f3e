import { useStoreApi } from '@xyflow/react'
import { useEffect, useMemo, useRef } from 'react'
import { groupHue } from '../model/family'
import type { GroupEntry } from '../model/document'
import type { Scene } from '../model/scene'
import { toneOf } from '../model/status'
import { localized } from '../model/text'
import type { Language } from '../model/types'
import { usePartOfGraph } from '../state/documents'
import { useRunning } from '../state/running'
import { useSelection } from '../state/selection'
import { useSettings } from '../state/settings'
import { coloursAt, type Colours } from './colours'
import { useCanvas } from './context'
import { paint, paintingOf } from './painting'
import { useDark } from './useDark'

/** Many nodes from afar: blocks on one bitmap instead of a thousand elements, with the groups' names large enough to read. */
export function FarLayer({ scene }: { scene: Scene }) {
  const bitmap = useRef<HTMLCanvasElement>(null)
  const store = useStoreApi()
  const { scope } = useCanvas()
  const groups = usePartOfGraph(scope, (graph) => graph?.groups)
  const language = useSettings((settings) => settings.language)
  const chosen = useSelection(({ nodes }) => nodes)
  const dark = useDark()
  const tones = useTones()
  const made = useMemo(() => paintingOf(scene, tones, new Set(chosen), true), [scene, tones, chosen])
  useEffect(() => {
    const element = bitmap.current
    const context = element?.getContext('2d')
    if (!element || !context) return undefined
    const colour = coloursAt(element)
    let asked = 0
    const draw = () => {
      asked = 0
      const { transform: [x, y, zoom], width, height } = store.getState()
      const ratio = sized(element, width, height)
      context.setTransform(1, 0, 0, 1, 0, 0)
      context.clearRect(0, 0, element.width, element.height)
      const viewport = { x, y, zoom }
      frames(context, scene, viewport, ratio, colour, groups)
      paint(context, made, viewport, colour, ratio)
      names(context, scene, viewport, ratio, colour, groups, language)
    }
    draw()
    const stop = store.subscribe(({ transform, width, height }, before) => {
      if (transform !== before.transform || width !== before.width || height !== before.height) asked ||= requestAnimationFrame(draw)
    })
    return () => {
      stop()
      cancelAnimationFrame(asked)
    }
  }, [scene, made, store, groups, language, dark])
  return <canvas ref={bitmap} className="far-layer" aria-hidden="true" />
}

/** How each node stands. */
export function useTones() {
  const states = useRunning(({ state }) => state.nodes)
  const prefix = useRunning((running) => running.prefix)
  return useMemo(() => (id: string) => toneOf(states[prefix + id]), [states, prefix])
}

/** Gives a bitmap the size of the window in the screen's own pixels; how many of them are one of CSS. */
export function sized(element: HTMLCanvasElement, width: number, height: number): number {
  const ratio = window.devicePixelRatio || 1
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (element.width !== wide) element.width = wide
  if (element.height !== high) element.height = high
  return ratio
}

type Groups = Readonly<Record<string, GroupEntry>> | undefined

interface Window {
  x: number
  y: number
  zoom: number
}

function frames(context: CanvasRenderingContext2D, scene: Scene, { x, y, zoom }: Window, ratio: number, colour: Colours, groups: Groups): void {
  context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio)
  for (const { id, box } of scene.frames) {
    const hue = colour(groupHue(groups?.[id]?.color))
    context.globalAlpha = 0.1
    context.fillStyle = hue
    context.fillRect(box.x, box.y, box.width, box.height)
    context.globalAlpha = 1
    context.strokeStyle = hue
    context.lineWidth = 1 / zoom
    context.strokeRect(box.x, box.y, box.width, box.height)
  }
}

const [NAME, SMALLEST] = [13, 48]

/** The groups' names at the size of the page's text, each as wide as its frame. */
function names(context: CanvasRenderingContext2D, scene: Scene, { x, y, zoom }: Window, ratio: number, colour: Colours, groups: Groups, language: Language): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.font = `600 ${NAME}px ${getComputedStyle(context.canvas).fontFamily}`
  context.textBaseline = 'top'
  for (const { id, box } of scene.frames) {
    const width = box.width * zoom
    const text = localized(groups?.[id]?.name, language)
    if (width < SMALLEST || !text) continue
    const [left, top] = [box.x * zoom + x + 4, box.y * zoom + y + 4]
    context.fillStyle = colour('--ant-color-bg-layout')
    context.globalAlpha = 0.85
    context.fillRect(left - 2, top - 2, Math.min(width - 8, context.measureText(text).width + 4), NAME + 6)
    context.globalAlpha = 1
    context.fillStyle = colour('--ant-color-text')
    context.fillText(text, left, top, width - 8)
  }
}
