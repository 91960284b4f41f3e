import { create } from 'zustand'
import type { LinkState } from '../api/link'
import { applyEvents, nothingYet, withoutDebug, withoutSamples, type Live } from '../model/live'
import type { LiveEvent } from '../model/types'

interface LiveStore extends Live {
  link: LinkState
  /** Whether the runtime answered the last call; a WebSocket may seem open long after the cable was pulled. */
  answering: boolean
  setAnswering: (answering: boolean) => void
  setLink: (link: LinkState) => void
  apply: (events: LiveEvent[]) => void
  forgetSamples: () => void
  clearDebug: () => void
}

/** What came over the WebSocket, for the parts of the page to pick from. */
export const useLive = create<LiveStore>((set) => ({
  ...nothingYet,
  link: { is: 'connecting', again: false },
  setLink: (link) => set({ link }),
  answering: true,
  setAnswering: (answering) => set({ answering }),
  apply: (events) => set((live) => applyEvents(live, events, Date.now())),
  forgetSamples: () => set(withoutSamples),
  clearDebug: () => set(withoutDebug),
}))

/** Whether what is shown is of now. */
export function useFresh(): boolean {
  return useLive(({ link, answering }) => link.is === 'open' && answering)
}
