import { create } from 'zustand'

/** A short word to the person: about what was just tried, or what happened by itself. */
export interface Notice {
  number: number
  tone: 'info' | 'warning'
  text: string
  /** More of it, to be read at leisure: it stays until it is closed. */
  lines: readonly string[]
}

export const useNotices = create<{ notices: readonly Notice[] }>(() => ({ notices: [] }))

let last = 0

/** Says something at the edge of the page, for a while; with `lines`, until it is closed. */
export function notify(text: string, tone: Notice['tone'] = 'warning', lines: readonly string[] = []): void {
  useNotices.setState(({ notices }) => ({ notices: [...notices.slice(-20), { number: ++last, tone, text, lines }] }))
}
