import { create } from 'zustand'
import type { DocumentKey, Scope } from '../model/document'
import { viewportsOf, type Viewport } from '../model/box'

const LIVE = 'sinterflow.canvas.live'
const VIEWS = 'sinterflow.canvas.views'
/** Canvases whose views are kept. */
const MOST = 100

interface CanvasSettings {
  /** Whether the canvas shows what runs: values, rates, heat. */
  live: boolean
  setLive: (live: boolean) => void
  /** The instance of a subflow whose values its canvas shows, by canvas. */
  instances: Readonly<Record<string, string>>
  showInstance: (scope: Scope, instance: string) => void
}

export const useCanvasSettings = create<CanvasSettings>((set) => ({
  live: localStorage.getItem(LIVE) !== 'off',
  setLive: (live) => {
    localStorage.setItem(LIVE, live ? 'on' : 'off')
    set({ live })
  },
  instances: {},
  showInstance: (scope, instance) => set(({ instances }) => ({ instances: { ...instances, [scopeName(scope)]: instance } })),
}))

export function scopeName({ key, inside }: { key: DocumentKey; inside: string | null }): string {
  return inside === null ? key : `${key}/${inside}`
}

/** How a canvas was looked at when it was last left. */
export function viewportKept(scope: Scope): Viewport | null {
  return viewportsOf(localStorage.getItem(VIEWS))[scopeName(scope)] ?? null
}

export function keepViewport(scope: Scope, viewport: Viewport): void {
  const name = scopeName(scope)
  const others = Object.entries(viewportsOf(localStorage.getItem(VIEWS))).filter(([other]) => other !== name)
  localStorage.setItem(VIEWS, JSON.stringify(Object.fromEntries([...others.slice(1 - MOST), [name, viewport]])))
}
