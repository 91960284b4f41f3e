import { useCallback } from 'react'
import { create } from 'zustand'
import type { Project } from '../model/types'
import { usePolled } from './usePolled'
import { useWorkspace } from './workspace'

/** The project that the runtime runs; null until it is known. */
export const useProject = create<{ project: Project | null }>(() => ({ project: null }))

/** The plant's time zone: every time on the page is in it. */
export function useZone(): string | undefined {
  return useProject(({ project }) => project?.settings.timezone)
}

/** Keeps the project known, for one part that is always on the page; another program may have taken the address. */
export function useProjectKept(): void {
  const { client } = useWorkspace()
  const read = useCallback(
    async (signal: AbortSignal) => {
      const project = await client.project(signal)
      useProject.setState({ project })
      return project
    },
    [client],
  )
  usePolled('project', read, 30_000)
}
