import { create } from 'zustand'
import type { Point } from '../model/document'

/** The canvas that is on the page, for other parts to ask and to move. Points are in the graph's coordinates, screen points in CSS pixels. */
export interface CanvasView {
  toGraph: (screen: Point) => Point
  toScreen: (at: Point) => Point
  /** The middle of what is seen. */
  middle: () => Point
  /** The middle of a node; of one that is not there, that of what is seen. */
  placeOf: (node: string) => Point
  /** Shows a node, near enough to read it. */
  reveal: (node: string) => void
  /** Shows everything, or only these nodes. */
  fit: (nodes?: readonly string[]) => void
  /** The wire that passes a point, if one does. */
  wireAt: (at: Point) => number | null
}

export const useView = create<{ view: CanvasView | null }>(() => ({ view: null }))

/** Null while no canvas is on the page. */
export const viewNow = (): CanvasView | null => useView.getState().view
