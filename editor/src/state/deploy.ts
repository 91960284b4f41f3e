import { useCallback, useEffect } from 'react'
import { partsOf, type DocumentKey } from '../model/document'
import { mayAt } from '../model/may'
import type { Draft } from '../model/types'
import { useDocuments } from './documents'
import { useFlows, useFlowsKept } from './flows'
import { useLive } from './live'
import { useMay, useMe } from './me'
import { useProject, useProjectKept } from './project'
import { useWorkspace } from './workspace'

const asks = new Set<() => void>()

/** Asks soon again what is drafted: something was saved, deployed or discarded. */
export function lookAgain(): void {
  for (const ask of asks) ask()
}

/** Keeps known what is drafted, and lets the open documents follow others; for one part that is always on the page. */
export function useDraftedKept(): void {
  const { link, saver } = useWorkspace()
  const deploys = useLive((live) => live.deploys)
  useEffect(() => link.watch(['deploy']), [link])
  const [flows, project] = [useFlowsKept(), useProjectKept()]
  const retry = useCallback(() => {
    flows()
    project()
  }, [flows, project])
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
    const stops = [useFlows.subscribe(look), useProject.subscribe(look)]
    return () => stops.forEach((stop) => stop())
  }, [saver])
}

function draftOf(key: DocumentKey): Draft | null {
  const { kind, id } = partsOf(key)
  const { items } = useFlows.getState()
  return (kind === 'flow' ? items?.find((flow) => flow.id === id)?.draft : useProject.getState().project?.drafts?.[`subflows/${id}.json`]) ?? null
}

/** How many files are drafted otherwise than they are deployed, and wait for this person to deploy them. */
export function useDraftCount(): number {
  const me = useMe((known) => known.me)
  const project = useProject((known) => known.project)
  const flows = useFlows(({ items }) => items?.filter(({ id, draft }) => draft && mayAt(me, 'deploy', id, project)).length ?? 0)
  return flows + (useMay('deploy') ? Object.keys(project?.drafts ?? {}).length : 0)
}
