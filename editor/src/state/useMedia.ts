import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches)
}

/** A phone, or a window as narrow as one. */
export function useNarrow(): boolean {
  return useMedia('(max-width: 767px)')
}

/** Whether this person's system asks for less movement (WCAG 2.1, 2.3.3). */
export const STILL = '(prefers-reduced-motion: reduce)'
