import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from '../../api/client'
import type { AuditEntry } from '../../model/audit'
import type { Problem } from '../../model/problem'
import { wholeList } from '../../state/useList'
import { useWorkspace } from '../../state/workspace'

const PAGE = 50

interface Pages {
  /** What has been read so far, newest first; null before the first answer. */
  entries: readonly AuditEntry[] | null
  cursor: string | null
  problem: Problem | null
  busy: boolean
}

const NOTHING: Pages = { entries: null, cursor: null, problem: null, busy: false }

/** The audit, page after page. `all` reads what fits to its end, for a file. */
export function useAuditPages(query: string) {
  const { client } = useWorkspace()
  const [pages, setPages] = useState<Pages>(NOTHING)
  const wanted = useRef('')
  const read = useCallback(
    async (cursor: string | null, before: readonly AuditEntry[]) => {
      wanted.current = query
      setPages((last) => ({ ...last, busy: true, problem: null }))
      const path = `audit?limit=${PAGE}${cursor === null ? '' : `&cursor=${cursor}`}${query ? `&${query}` : ''}`
      try {
        const { items, next } = await client.get<{ items: AuditEntry[]; next: string | null }>(path)
        if (wanted.current === query) setPages({ entries: [...before, ...items], cursor: next, problem: null, busy: false })
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const { problem } = error
        setPages((last) => ({ ...last, problem, busy: false }))
      }
    },
    [client, query],
  )
  useEffect(() => {
    void read(null, [])
  }, [read])
  return {
    ...pages,
    more: pages.cursor !== null,
    next: () => void read(pages.cursor, pages.entries ?? []),
    again: () => void read(null, []),
    all: () => wholeList<AuditEntry>(client, 'audit', undefined, query),
  }
}
