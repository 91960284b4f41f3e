import { createContext, useContext } from 'react'
import type { Client } from '../api/client'
import type { Link } from '../api/link'
import type { Saver } from './saving'

export interface Workspace {
  client: Client
  link: Link
  saver: Saver
}

/** What a signed-in page talks through. */
export const WorkspaceContext = createContext<Workspace | null>(null)

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext)
  if (!workspace) throw new Error('useWorkspace outside of WorkspaceContext')
  return workspace
}
