import { createContext, useContext } from 'react'
import { create } from 'zustand'
import type { Scope } from '../model/document'
import type { Moving } from '../model/moving'
import type { Scene } from '../model/scene'

/** Below this nodes are painted as blocks: nobody can read or hold them. With many of them that begins nearer. */
export const FAR = 0.3
export const FAR_OF_MANY = 0.4
/** More nodes than this are many: only what is on the screen is then in the page. */
export const MANY = 150
/** From here on texts beside nodes and ends of wires can be read. */
export const NEAR = 0.6

/** The canvas that a part is on. The scene changes all the time: parts of it ask `sceneNow` when they need it. */
export interface CanvasParts {
  scope: Scope
  sceneNow: () => Scene
}

export const CanvasContext = createContext<CanvasParts | null>(null)

export function useCanvas(): CanvasParts {
  const parts = useContext(CanvasContext)
  if (!parts) throw new Error('useCanvas outside of a canvas')
  return parts
}

/** What goes on at the canvas and is no part of the document yet. */
interface Passing {
  /** What is being dragged. */
  moving: Moving | null
  /** The wire that is pointed at, or that what is dragged would be put on. */
  wire: number | null
}

export const usePassing = create<Passing>(() => ({ moving: null, wire: null }))

export function pointAtWire(wire: number | null): void {
  if (usePassing.getState().wire !== wire) usePassing.setState({ wire })
}
