import { create } from 'zustand'

/** A short word to the person about what was just tried; the page shows the last one. */
export interface Notice {
  kind: 'info' | 'warning'
  text: string
}

export const useNotices = create<{ last: Notice | null }>(() => ({ last: null }))

export function notify(text: string, kind: Notice['kind'] = 'warning'): void {
  useNotices.setState({ last: { kind, text } })
}
