import { useEffect } from 'react'
import { create } from 'zustand'
import type { Point } from '../model/document'
import type { Where } from '../model/offers'

/** What lies over the page and has the keys: the command palette, the sheet of keys, what can be put on the canvas at some place, its menu. */
export type Surface =
  | { kind: 'commands' }
  | { kind: 'keys' }
  /** `at` is in the graph; null: a good place is found. `wiring`: only ports that are there already. */
  | { kind: 'quick'; where: Where; at: Point | null; wiring: boolean }
  /** On a node, a wire or neither; `screen`: where it opens. */
  | { kind: 'menu'; node: string | null; wire: number | null; at: Point; screen: Point }

export const useSurface = create<{ open: Surface | null }>(() => ({ open: null }))

let before: Element | null = null

export function openSurface(open: Surface): void {
  // What opens another surface lies on one itself, and is gone by then.
  if (!document.activeElement?.closest('[role="dialog"]')) before = document.activeElement
  useSurface.setState({ open })
}

export function closeSurface(): void {
  useSurface.setState({ open: null })
}

/** After what lay over the page is gone, the keys go where they went before. While it is there, a dialog keeps them. */
export function useFocusBack(): void {
  const open = useSurface((surface) => surface.open !== null)
  useEffect(() => {
    if (open) return
    if ((before instanceof HTMLElement || before instanceof SVGElement) && before.isConnected) before.focus({ preventScroll: true })
    before = null
  }, [open])
}
