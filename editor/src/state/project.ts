import { useCallback } from 'react'
import { create } from 'zustand'
import type { Project } from '../model/types'
import { paceOf } from './pace'
import { usePolled } from './usePolled'
import { useWorkspace } from './workspace'

/** The project that the runtime runs; null until it is known. */
export const useProject = create<{ project: Project | null }>(() => ({ project: null }))

/** The plant's time zone: every time on the page is in it. */
export function useZone(): string | undefined {
  return useProject(({ project }) => project?.settings.timezone)
}

const pace = paceOf(5000)

/** For a part that shows how the connections are. */
export const useProjectFaster = pace.useFaster

/** Keeps the project known, for one part that is always on the page; gives the way to read it at once. */
export function useProjectKept(): () => void {
  const { client } = useWorkspace()
  const read = useCallback(async (signal: AbortSignal) => useProject.setState({ project: await client.project(signal) }), [client])
  return usePolled('project', read, pace.usePace()).retry
}
