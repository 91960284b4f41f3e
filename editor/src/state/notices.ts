import { create } from 'zustand'

type NoticeText = 'deploy.kept.damaged' | 'deploy.kept.restored' | 'deploy.merge.done' | 'deploy.merge.followed'

/** What a text speaks of. */
interface Values {
  name: string
  author: string
}

/** Something that happened by itself and that somebody should know. */
export interface Notice {
  number: number
  tone: 'info' | 'warning'
  text: NoticeText
  values: Values
}

export const useNotices = create<{ notices: readonly Notice[] }>(() => ({ notices: [] }))

let last = 0

/** Says something at the edge of the page, for a while. */
export function notice(tone: Notice['tone'], text: NoticeText, name: string, author = ''): void {
  useNotices.setState(({ notices }) => ({ notices: [...notices.slice(-20), { number: ++last, tone, text, values: { name, author } }] }))
}
