import { useCallback, useEffect, useState } from 'react'
import type { Problem } from '../model/problem'
import type { Text } from '../model/types'
import { problemIn } from '../state/sharedSaving'
import { useWorkspace } from '../state/workspace'

/** One thing of a peer; `path` leads to it, `inner` is what was found in it once it was opened. */
export interface Browsed {
  id: string
  title: Text
  kind: 'folder' | 'point'
  address: string
  type: string
  unit: string
  path: readonly string[]
  inner?: Browsed[]
}

interface Found {
  items: Browsed[] | null
  problem: Problem | null
  /** Reads what is in a folder. */
  open: (folder: Browsed) => Promise<void>
}

/** Longer than the runtime lets a peer take. */
const PATIENCE = 20_000

/** What the peer of a connection has, as far as it was opened. */
export function useBrowse(connection: string, search: string): Found {
  const { client } = useWorkspace()
  const [items, setItems] = useState<Browsed[] | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const ask = useCallback(
    async (path: readonly string[], wanted: string) => {
      const asked = { method: 'POST', body: JSON.stringify({ path, search: wanted }), patience: PATIENCE }
      const { items: found } = await client.call<{ items: Omit<Browsed, 'path'>[] }>(`connections/${encodeURIComponent(connection)}/browse?limit=1000`, asked)
      return found.map((item): Browsed => ({ ...item, path }))
    },
    [client, connection],
  )
  useEffect(() => {
    let left = false
    ask([], search).then(
      (found) => {
        if (left) return
        setItems(found)
        setProblem(null)
      },
      (error: unknown) => left || setProblem(problemIn(error)),
    )
    return () => {
      left = true
    }
  }, [ask, search])
  const open = useCallback(
    async (folder: Browsed) => {
      const inner = await ask([...folder.path, folder.id], '')
      setItems((known) => known?.map((each) => withInner(each, folder, inner)) ?? null)
    },
    [ask],
  )
  return { items, problem, open }
}

function withInner(item: Browsed, folder: Browsed, inner: Browsed[]): Browsed {
  if (item.id === folder.id && item.path.length === folder.path.length) return { ...item, inner }
  return item.inner ? { ...item, inner: item.inner.map((each) => withInner(each, folder, inner)) } : item
}
