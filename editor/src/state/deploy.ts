import { useCallback, useEffect } from 'react'
import { create } from 'zustand'
import { partsOf, type DocumentKey } from '../model/document'
import type { Draft } from '../model/types'
import { useDocuments } from './documents'
import { readFlows, useFlows } from './flows'
import { useLive } from './live'
import { useProject } from './project'
import { usePolled } from './usePolled'
import { useWorkspace } from './workspace'

/** Drafts of files that flows share, by name; those of flows are in `useFlows`. */
export const useSharedDrafts = create<{ shared: Readonly<Record<string, Draft>> }>(() => ({ shared: {} }))

const EVERY = 5000
const asks = new Set<() => void>()

/** Asks soon again what is drafted: something was saved, deployed or discarded. */
export function lookAgain(): void {
  for (const ask of asks) ask()
}

/** Keeps known what is drafted, and lets the open documents follow others; for one part that is always on the page. */
export function useDraftedKept(): void {
  const { client, link, saver } = useWorkspace()
  const deploys = useLive((live) => live.deploys)
  useEffect(() => link.watch(['deploy']), [link])
  const read = useCallback(
    async (signal: AbortSignal) => {
      const [, project] = await Promise.all([readFlows(client, signal), client.project(signal)])
      useProject.setState({ project })
      useSharedDrafts.setState({ shared: project.drafts ?? {} })
      return null
    },
    [client],
  )
  const { retry } = usePolled('drafted', read, EVERY)
  useEffect(() => {
    if (deploys > 0) retry()
  }, [retry, deploys])
  useEffect(() => {
    asks.add(retry)
    const stop = useDocuments.subscribe(({ open }, { open: last }) => {
      if ((Object.keys(open) as DocumentKey[]).some((key) => open[key]?.etag !== last[key]?.etag)) retry()
    })
    return () => {
      asks.delete(retry)
      stop()
    }
  }, [retry])
  useEffect(() => {
    const seen = new Map<DocumentKey, string>()
    const look = () => {
      for (const key of Object.keys(useDocuments.getState().open) as DocumentKey[]) {
        const now = `${useFlows.getState().revision} ${draftOf(key)?.etag ?? ''}`
        const last = seen.get(key)
        seen.set(key, now)
        if (last !== undefined && last !== now) void saver.follow(key)
      }
    }
    const stops = [useFlows.subscribe(look), useSharedDrafts.subscribe(look)]
    return () => stops.forEach((stop) => stop())
  }, [saver])
}

function draftOf(key: DocumentKey): Draft | null {
  const { kind, id } = partsOf(key)
  const { items } = useFlows.getState()
  return (kind === 'flow' ? items?.find((flow) => flow.id === id)?.draft : useSharedDrafts.getState().shared[`subflows/${id}.json`]) ?? null
}

/** How many files are drafted otherwise than they are deployed. */
export function useDraftCount(): number {
  const flows = useFlows(({ items }) => items?.filter(({ draft }) => draft).length ?? 0)
  return flows + useSharedDrafts(({ shared }) => Object.keys(shared).length)
}
