import { useSyncExternalStore } from 'react'

let now = Date.now()
let timer = 0
const listeners = new Set<() => void>()

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ||= window.setInterval(tick, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = 0
  }
}

/** The browser's time in milliseconds, once a second: one timer for all ages on the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}
