import { useEffect } from 'react'
import { create } from 'zustand'

export interface Pace {
  /** Milliseconds between two readings, for the one part that reads. */
  usePace: () => number
  /** Asks for more readings while the calling part is on the page. */
  useFaster: (every: number) => void
}

/** How often something is read that several parts show: as often as the one that needs it most, at least each `usual` milliseconds. */
export function paceOf(usual: number): Pace {
  const useWanted = create<{ wanted: readonly number[] }>(() => ({ wanted: [] }))
  return {
    usePace: () => useWanted(({ wanted }) => Math.min(usual, ...wanted)),
    useFaster: (every) =>
      useEffect(() => {
        useWanted.setState(({ wanted }) => ({ wanted: [...wanted, every] }))
        return () => useWanted.setState(({ wanted }) => ({ wanted: wanted.filter((_, index) => index !== wanted.indexOf(every)) }))
      }, [every]),
  }
}
