import { useCallback } from 'react'
import type { Client } from '../api/client'
import { usePolled, type Polled } from './usePolled'
import { useWorkspace } from './workspace'

/** A whole list of the API, asked again every `every` milliseconds (null: only when `retry` is called). */
export function useList<T>(path: string, every: number | null = null): Polled<readonly T[]> {
  const { client } = useWorkspace()
  const read = useCallback((signal: AbortSignal) => wholeList<T>(client, path, signal), [client, path])
  return usePolled(path, read, every)
}

/** All pages of a list; `sought` is a query that says which of it. */
export async function wholeList<T>(client: Client, path: string, signal?: AbortSignal, sought = ''): Promise<T[]> {
  const all: T[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = [sought, 'limit=1000', cursor && `cursor=${encodeURIComponent(cursor)}`].filter(Boolean).join('&')
    const page: { items: T[]; next: string | null } = await client.get(`${path}?${query}`, signal)
    all.push(...page.items)
    cursor = page.next
  }
  return all
}

/** One document of the API, asked like a list. */
export function useOne<T>(path: string, every: number | null = null): Polled<T> {
  const { client } = useWorkspace()
  const read = useCallback((signal: AbortSignal) => client.get<T>(path, signal), [client, path])
  return usePolled(path, read, every)
}
