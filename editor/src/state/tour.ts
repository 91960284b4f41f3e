import { create } from 'zustand'

const KEY = 'sinterflow.tour'

/** Whether the tour is shown: to somebody new in this browser, and whenever it is asked for. */
export const useTour = create<{ open: boolean }>(() => ({ open: localStorage.getItem(KEY) === null }))

export function startTour(): void {
  useTour.setState({ open: true })
}

export function endTour(): void {
  localStorage.setItem(KEY, 'seen')
  useTour.setState({ open: false })
}
