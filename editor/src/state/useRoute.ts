import { useSyncExternalStore } from 'react'
import { flowOfHash } from '../model/route'

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** The flow that the address names, or null. */
export function useRoute(): string | null {
  return useSyncExternalStore(subscribe, () => flowOfHash(window.location.hash))
}
