import { useCallback, useRef, useState } from 'react'
import type { Quality } from '../../../model/reading'
import type { Text } from '../../../model/types'
import { usePolled } from '../../../state/usePolled'
import { useWorkspace } from '../../../state/workspace'

/** What a tag was when it was last read. */
export interface Seen {
  value: unknown
  quality: Quality
  time: string
  reason: Text
}

const NOTHING: ReadonlyMap<string, Seen> = new Map()
const EVERY = 1000
/** Characters of ids in one question; a query has 4,096 in all. */
const LONGEST = 3500

/** The last values of some tags, kept fresh. Those of others that were asked for before stay known. */
export function useSeen(ids: readonly string[]): ReadonlyMap<string, Seen> {
  const { client } = useWorkspace()
  const known = useRef(NOTHING)
  // What was read before another part of the table was scrolled to is better than nothing.
  const [last, setLast] = useState(NOTHING)
  const key = fitting(ids).join(' ')
  const read = useCallback(
    async (signal: AbortSignal) => {
      if (!key) return known.current
      const { items } = await client.get<{ items: { id: string; seen: Seen | null }[] }>(`tags?ids=${encodeURIComponent(key)}`, signal)
      const next = new Map([...known.current, ...items.flatMap(({ id, seen }) => (seen ? [[id, seen] as const] : []))])
      known.current = next
      setLast(next)
      return next
    },
    [client, key],
  )
  const { data } = usePolled(key, read, EVERY)
  return data ?? last
}

function fitting(ids: readonly string[]): string[] {
  let length = 0
  return ids.filter((id) => id && (length += encodeURIComponent(id).length + 3) <= LONGEST)
}
