import { useEffect, useRef } from 'react'
import type { ParseKeys } from 'i18next'
import { create } from 'zustand'

/** Something a person can do by key, menu or command palette. */
export interface Command {
  id: string
  title: ParseKeys
  /** Such as `Mod+Shift+Z`; Mod is Ctrl, or ⌘ on a Mac. Several mean the same. */
  keys?: readonly string[]
  run: () => void
  /** Whether it can be done now; yes when it is not given. */
  enabled?: () => boolean
  /** What it would act on, such as the act that undo takes back. */
  detail?: () => string | null
  /** The browser itself knows the keys and sends an event of its own, as for copying. */
  byBrowser?: boolean
}

export const useCommands = create<{ commands: readonly Command[] }>(() => ({ commands: [] }))

/** Offers commands while the calling part is on the page. What they do may change with each render. */
export function useOffered(commands: readonly Command[]): void {
  const current = useRef(commands)
  useEffect(() => {
    current.current = commands
  })
  const ids = commands.map(({ id }) => id).join(' ')
  useEffect(() => {
    const find = (id: string) => current.current.find((command) => command.id === id)
    const offered = current.current.map(({ id, title, keys, byBrowser }): Command => ({
      id,
      title,
      ...(keys ? { keys } : {}),
      ...(byBrowser ? { byBrowser } : {}),
      run: () => find(id)?.run(),
      enabled: () => find(id)?.enabled?.() ?? true,
      detail: () => find(id)?.detail?.() ?? null,
    }))
    useCommands.setState(({ commands: others }) => ({ commands: [...others, ...offered] }))
    return () => useCommands.setState(({ commands: others }) => ({ commands: others.filter((each) => !offered.includes(each)) }))
  }, [ids])
}
