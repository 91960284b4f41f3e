import { useMemo, type PointerEvent as ReactPointerEvent } from 'react'

/** Milliseconds that a finger rests, and pixels that it may stir meanwhile. */
const [REST, STIR] = [500, 6]

/** A finger that rests means the context menu; not every browser says so by itself. */
export function useLongPress() {
  return useMemo(() => {
    let timer = 0
    let down = { x: 0, y: 0 }
    const stop = () => window.clearTimeout(timer)
    const swallow = (event: Event) => event.stopPropagation()
    return {
      onPointerDownCapture: ({ pointerType, isPrimary, target, clientX, clientY }: ReactPointerEvent) => {
        stop()
        window.removeEventListener('click', swallow, true)
        if (pointerType !== 'touch' || !isPrimary) return
        down = { x: clientX, y: clientY }
        timer = window.setTimeout(() => {
          // The finger that is lifted then would be a click elsewhere.
          window.addEventListener('click', swallow, { capture: true, once: true })
          target.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, button: 2, clientX, clientY }))
        }, REST)
      },
      onPointerMoveCapture: ({ clientX, clientY }: ReactPointerEvent) => {
        if (Math.hypot(clientX - down.x, clientY - down.y) > STIR) stop()
      },
      onPointerUpCapture: stop,
      onPointerCancelCapture: stop,
    }
  }, [])
}
