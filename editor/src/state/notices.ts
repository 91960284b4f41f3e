import { create } from 'zustand'

/** A short word to the person: about what was just tried, or what happened by itself. */
export interface Notice {
  number: number
  tone: 'info' | 'warning'
  text: string
}

export const useNotices = create<{ notices: readonly Notice[] }>(() => ({ notices: [] }))

let last = 0

/** Says something at the edge of the page, for a while. */
export function notify(text: string, tone: Notice['tone'] = 'warning'): void {
  useNotices.setState(({ notices }) => ({ notices: [...notices.slice(-20), { number: ++last, tone, text }] }))
}
