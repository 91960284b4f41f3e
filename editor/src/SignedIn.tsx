import { useEffect, useState } from 'react'
import { Client } from './api/client'
import { Link } from './api/link'
import { FlowsPage } from './pages/flows/FlowsPage'
import { LinkBanner } from './parts/LinkBanner'
import { TopBar } from './parts/TopBar'
import { useLive } from './state/live'
import type { Credential } from './state/session'
import { useSettings } from './state/settings'
import { WorkspaceContext, type Workspace } from './state/workspace'

/** The page of somebody who is let in; somebody else is another page. */
export function SignedIn({ credential }: { credential: Credential }) {
  const [workspace] = useState(() => open(credential))
  const { link } = workspace
  useEffect(() => {
    link.open()
    return () => link.close()
  }, [link])
  return (
    <WorkspaceContext value={workspace}>
      <TopBar />
      <LinkBanner />
      <FlowsPage />
    </WorkspaceContext>
  )
}

function open(credential: Credential): Workspace {
  const { apply, setLink } = useLive.getState()
  return {
    client: new Client(credential, () => useSettings.getState().language),
    link: new Link(credential.by === 'token' ? credential.token : null, { events: apply, state: setLink }),
  }
}
