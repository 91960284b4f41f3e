import { create } from 'zustand'
import type { Point } from '../model/document'
import type { Where } from '../model/offers'

/** What lies over the page: the command palette, the sheet of keys, or what can be put on the canvas at some place. */
export type Surface =
  | { kind: 'commands' }
  | { kind: 'keys' }
  /** `at` is in the graph; null: a good place is found. `wiring`: only ports that are there already. */
  | { kind: 'quick'; where: Where; at: Point | null; wiring: boolean }

export const useSurface = create<{ open: Surface | null }>(() => ({ open: null }))

let before: Element | null = null

export function openSurface(open: Surface): void {
  before = document.activeElement
  useSurface.setState({ open })
}

/** Closes what lies over the page; the keys go where they went before. */
export function closeSurface(): void {
  useSurface.setState({ open: null })
  if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
}
