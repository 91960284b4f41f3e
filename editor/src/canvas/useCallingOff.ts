import { useStoreApi } from '@xyflow/react'
import { useEffect } from 'react'
import { select, useSelection } from '../state/selection'

/** Whether a button is held down to draw, drag or box something, and whether that was called off meanwhile. */
let hand: 'free' | 'busy' | 'off' = 'free'

/** For the start of a gesture that Escape may call off. */
export function busy(): void {
  hand = 'busy'
}

/** For its end: nothing is to come of it. */
export function calledOff(): boolean {
  return hand === 'off'
}

/** Escape calls off the wire that is drawn, the nodes that are dragged, the box that is drawn: all is as before, whenever the button is let go. */
export function useCallingOff(): void {
  const store = useStoreApi()
  useEffect(() => {
    let chosen = useSelection.getState()
    let boxing = false
    const down = () => {
      hand = 'free'
      chosen = useSelection.getState()
    }
    const key = (event: KeyboardEvent) => {
      const { connectionClickStartHandle, userSelectionActive } = store.getState()
      if (event.key !== 'Escape' || (hand === 'free' && !connectionClickStartHandle)) return
      event.preventDefault()
      event.stopPropagation()
      store.setState({ connectionClickStartHandle: null })
      if (hand !== 'busy') return
      hand = 'off'
      boxing = userSelectionActive
      store.setState({ userSelectionActive: false, userSelectionRect: null })
      // React Flow knows only one end of a wire or a drag: that the button is let go.
      document.dispatchEvent(new MouseEvent('mouseup', { bubbles: true, view: window }))
      select(chosen)
    }
    // The click comes after; it would choose what is under the pointer. That of a box React Flow itself withholds.
    const click = (event: MouseEvent) => {
      if (hand === 'off' && !boxing) event.stopPropagation()
    }
    const up = () => void setTimeout(() => (hand = 'free'))
    const listeners = Object.entries({ pointerdown: down, keydown: key, click, pointerup: up, pointercancel: up }) as [string, EventListener][]
    for (const [name, listener] of listeners) window.addEventListener(name, listener, true)
    return () => {
      hand = 'free'
      for (const [name, listener] of listeners) window.removeEventListener(name, listener, true)
    }
  }, [store])
}
