import { useMemo, useSyncExternalStore } from 'react'
import { hashOf, routeOf, type Route } from '../model/route'

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** The page that the address names. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  return useMemo(() => routeOf(hash), [hash])
}

export function goTo(route: Route): void {
  window.location.hash = hashOf(route)
}
