import { create } from 'zustand'
import type { Kind } from '../model/references'

interface Finder {
  open: boolean
  pane: 'find' | 'uses'
  /** What the cross reference shows at first. */
  of: { kind: Kind; name: string } | null
}

/** The window in which one finds nodes in all flows, and who uses what. */
export const useFinder = create<Finder>(() => ({ open: false, pane: 'find', of: null }))

export const find = (): void => useFinder.setState({ open: true, pane: 'find', of: null })

/** Shows who reads or writes a tag, a connection, a context key, … */
export function showUses(of: Finder['of'] = null): void {
  useFinder.setState({ open: true, pane: 'uses', of })
}

export const closeFinder = (): void => useFinder.setState({ open: false })
