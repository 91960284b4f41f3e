import { create } from 'zustand'
import type { DocumentKey } from '../model/document'
import type { There } from '../model/onto'

/** What somebody else made of a document that was changed here too and that nobody has decided about yet; `gone`: they deleted it. */
export type OpenConflict = { author: string | null } & (({ kind: 'changed' } & There) | { kind: 'gone' })

interface Conflicts {
  conflicts: Readonly<Partial<Record<DocumentKey, OpenConflict>>>
  /** The document that a dialog asks about; null: later. */
  asking: DocumentKey | null
}

/** Documents with conflicts. */
export const useConflicts = create<Conflicts>(() => ({ conflicts: {}, asking: null }))

export function setConflict(key: DocumentKey, conflict: OpenConflict | null): void {
  useConflicts.setState(({ conflicts, asking }) => {
    const others = Object.fromEntries(Object.entries(conflicts).filter(([each]) => each !== key))
    return conflict ? { conflicts: { ...others, [key]: conflict }, asking: key } : { conflicts: others, asking: asking === key ? null : asking }
  })
}

export function ask(key: DocumentKey | null): void {
  useConflicts.setState({ asking: key })
}
