import { useCallback, useState } from 'react'

/** A ref for an element, and whether some of it is on the screen. */
export function useVisible(): [(element: Element | null) => (() => void) | undefined, boolean] {
  const [visible, setVisible] = useState(false)
  const ref = useCallback((element: Element | null) => {
    if (!element) return undefined
    const observer = new IntersectionObserver((entries) => setVisible(entries.at(-1)?.isIntersecting ?? false))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, visible]
}
