import { useCallback, useEffect, useState } from 'react'
import type { Client } from '../api/client'
import type { Text } from '../model/types'
import { useWorkspace } from '../state/workspace'

/** A tag as `GET /tags` tells it, as far as the palette needs it. */
export interface TagItem {
  id: string
  name: Text
  connection: string
  unit: string
  description: string
  equipment: string
}

export interface EquipmentItem {
  id: string
  name: Text
  parent: string
}

interface Page<T> {
  items: T[]
  next: string | null
}

/** Tags that are shown at once. */
const MANY = 200

export interface Asked<T> {
  items: readonly T[]
  /** Reads the next part; null: there is no more. */
  more: (() => void) | null
  state: 'reading' | 'known' | 'failed'
  again: () => void
}

/** A list of the runtime, part by part. `path`: with its query; null: nothing is asked. */
export function useListed<T>(path: string | null): Asked<T> {
  const { client } = useWorkspace()
  const [list, setList] = useState<{ path: string | null; items: T[]; next: string | null; state: Asked<T>['state'] }>({ path: null, items: [], next: null, state: 'reading' })
  const [round, setRound] = useState(0)
  const read = useCallback((cursor: string, before: T[], signal?: AbortSignal) => readPart<T>(client, path ?? '', cursor, before, signal).then(setList), [client, path])
  useEffect(() => {
    if (path === null) return
    const left = new AbortController()
    read('', [], left.signal).catch(() => (left.signal.aborted ? undefined : setList({ path, items: [], next: null, state: 'failed' })))
    return () => left.abort()
  }, [path, read, round])
  const mine = list.path === path ? list : { items: [], next: null, state: 'reading' as const }
  const { next } = mine
  return { items: mine.items, state: mine.state, more: next === null ? null : () => void read(next, mine.items).catch(() => undefined), again: () => setRound((last) => last + 1) }
}

async function readPart<T>(client: Client, path: string, cursor: string, before: T[], signal?: AbortSignal) {
  const { items, next } = await client.get<Page<T>>(`${path}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, signal)
  return { path, items: [...before, ...items], next, state: 'known' as const }
}

export function tagsPath(asked: { search: string } | { equipment: string }): string {
  return `tags?version=draft&limit=${MANY}&${new URLSearchParams(asked).toString()}`
}

/** The types of the project's connections, by their ids: those that run, and drafted ones where the person may see them. */
export async function connectionTypes(client: Client): Promise<ReadonlyMap<string, string>> {
  const { connections } = await client.get<{ connections: Record<string, { type: string }> }>('project')
  const drafted = await client.get<Record<string, { type: string }>>('project/parts/connections?version=draft').catch(() => ({}))
  const all = Object.entries({ ...connections, ...drafted })
  return new Map(all.flatMap(([id, entry]) => (typeof entry.type === 'string' ? [[id, entry.type] as const] : [])))
}
