import { useEffect, useState } from 'react'
import { Client } from './api/client'
import { Link } from './api/link'
import { FlowsPage } from './pages/flows/FlowsPage'
import { LinkBanner } from './parts/LinkBanner'
import { TopBar } from './parts/TopBar'
import { useLive } from './state/live'
import { useSettings } from './state/settings'
import { WorkspaceContext, type Workspace } from './state/workspace'

/** The page of somebody with a token; another token is another page. */
export function SignedIn({ token }: { token: string }) {
  const [workspace] = useState(() => open(token))
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

function open(token: string): Workspace {
  const { apply, setLink } = useLive.getState()
  return {
    client: new Client(token, () => useSettings.getState().language),
    link: new Link(token, { events: apply, state: setLink }),
  }
}
