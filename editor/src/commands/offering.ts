import type { Here } from './here'

/** The canvas that commands act on, as it is when they are asked; null: it is not there. */
export type Find = () => Here | null

/** For writing commands: what needs a canvas is off without one. */
export function offering(find: Find) {
  return {
    when: (holds: (here: Here) => boolean) => () => {
      const here = find()
      return here !== null && holds(here)
    },
    doing: (run: (here: Here) => void) => () => {
      const here = find()
      if (here) run(here)
    },
  }
}

/** Whether the keys go to the canvas: the focus is in it, or nowhere. */
export function onCanvas(): boolean {
  const focus = document.activeElement
  return focus === null || focus === document.body || focus.closest('.canvas, .action-bar, .sheet-bar') !== null
}
