import { useEffect, useState } from 'react'
import type { Text } from '../model/types'
import { useWorkspace } from '../state/workspace'

/** One item of `GET /tags`, as far as a choice shows it. */
export interface TagItem {
  id: string
  name: Text
  connection: string
  address: string
  unit: string
  seen: { value: unknown; quality: string } | null
}

/** Milliseconds of typing that make one question. */
const REST = 150
const MOST = 50

/** The tags that fit what is typed, also those that are only drafted. */
export function useTagSearch(search: string): { tags: readonly TagItem[]; more: boolean } {
  const { client } = useWorkspace()
  const [found, setFound] = useState<{ tags: readonly TagItem[]; more: boolean }>({ tags: [], more: false })
  useEffect(() => {
    const given = new AbortController()
    const timer = setTimeout(() => {
      client.get<{ items: TagItem[]; next: string | null }>(`tags?version=draft&limit=${MOST}&search=${encodeURIComponent(search)}`, given.signal).then(
        ({ items, next }) => setFound({ tags: items, more: next !== null }),
        () => undefined,
      )
    }, REST)
    return () => {
      clearTimeout(timer)
      given.abort()
    }
  }, [client, search])
  return found
}
