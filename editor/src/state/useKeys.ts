import { useEffect } from 'react'
import { keysOf } from '../model/keys'
import { useCommands } from './commands'
import { useSurface } from './surface'

export const mac = /Mac|iP(hone|ad)/.test(navigator.platform)

/** Does what the pressed keys stand for, unless somebody is typing or something lies over the page; the part that came last goes first. */
export function useKeys(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || typing(event.target) || useSurface.getState().open) return
      const keys = keysOf(event, mac)
      const { commands } = useCommands.getState()
      const command = commands.findLast((each) => each.keys?.includes(keys) && !each.byBrowser && each.enabled?.() !== false)
      if (!command) return
      event.preventDefault()
      command.run()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [])
}

/** A field keeps its keys; so does a dialog, which has commands of its own. */
function typing(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"], .cm-editor') !== null
}
