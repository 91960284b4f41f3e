import { useMemo, type PointerEvent as ReactPointerEvent } from 'react'

/** Milliseconds that a finger rests, and pixels that it may stir meanwhile. */
const [REST, STIR] = [500, 6]

/** A finger that rests means the context menu; not every browser says so by itself. */
export function useLongPress() {
  return useMemo(() => {
    let timer = 0
    let down = { x: 0, y: 0 }
    const stop = () => window.clearTimeout(timer)
    return {
      onPointerDownCapture: ({ pointerType, isPrimary, target, clientX, clientY }: ReactPointerEvent) => {
        stop()
        unhush()
        if (pointerType !== 'touch' || !isPrimary) return
        down = { x: clientX, y: clientY }
        timer = window.setTimeout(() => {
          target.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, button: 2, clientX, clientY }))
          hush()
        }, REST)
      },
      onPointerMoveCapture: ({ clientX, clientY }: ReactPointerEvent) => {
        if (Math.hypot(clientX - down.x, clientY - down.y) > STIR) stop()
      },
      onPointerUpCapture: stop,
      onPointerCancelCapture: stop,
      onContextMenuCapture: stop,
    }
  }, [])
}

/** What the browser makes of the same finger until the next one would close the menu: its own menu, and a click when it is lifted. */
function hush(): void {
  window.addEventListener('contextmenu', drop, true)
  window.addEventListener('touchend', noClick, { capture: true, passive: false })
}

function unhush(): void {
  window.removeEventListener('contextmenu', drop, true)
  window.removeEventListener('touchend', noClick, true)
}

function drop(event: Event): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}

function noClick(event: Event): void {
  event.preventDefault()
  unhush()
}
