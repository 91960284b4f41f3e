import { useEffect, useEffectEvent, useState } from 'react'

const ACTS = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/**
 * Does something once nobody has touched the page for so many milliseconds (null: never). When that will be, for a
 * countdown. What the page asks the runtime for by itself keeps a session alive, so the page has to watch.
 */
export function useIdle(after: number | null, act: () => void): number | null {
  const [until, setUntil] = useState<number | null>(null)
  const over = useEffectEvent(act)
  useEffect(() => {
    if (after === null) return
    let timer = 0
    const touched = () => {
      clearTimeout(timer)
      timer = window.setTimeout(() => over(), after)
      setUntil(Date.now() + after)
    }
    touched()
    for (const name of ACTS) document.addEventListener(name, touched, { capture: true, passive: true })
    return () => {
      clearTimeout(timer)
      for (const name of ACTS) document.removeEventListener(name, touched, { capture: true })
    }
  }, [after])
  return after === null ? null : until
}
