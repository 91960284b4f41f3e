import { useEffect, useState } from 'react'
import { Client } from './api/client'
import { Link } from './api/link'
import { Surfaces } from './commands/Surfaces'
import { Pages } from './Pages'
import { FinderPart } from './search/FinderPart'
import { LinkBanner } from './parts/LinkBanner'
import { TopBar } from './shell/TopBar'
import { useLive } from './state/live'
import { useMeKept } from './state/me'
import { useNodeTypesKept } from './state/nodeTypes'
import { Saver } from './state/saving'
import type { Credential } from './state/session'
import { useSettings } from './state/settings'
import { useKeys } from './state/useKeys'
import { WorkspaceContext, type Workspace } from './state/workspace'

/** The page of somebody who is let in; somebody else is another page. */
export function SignedIn({ credential }: { credential: Credential }) {
  const [workspace] = useState(() => open(credential))
  const { link, saver } = workspace
  useEffect(() => {
    link.open()
    saver.start()
    return () => {
      link.close()
      saver.stop()
    }
  }, [link, saver])
  useKeys()
  return (
    <WorkspaceContext value={workspace}>
      <Kept />
      <TopBar />
      <LinkBanner />
      <Pages />
      <FinderPart />
      <Surfaces />
    </WorkspaceContext>
  )
}

/** What every page needs is read once. */
function Kept() {
  useMeKept()
  useNodeTypesKept()
  return null
}

function open(credential: Credential): Workspace {
  const { apply, setLink } = useLive.getState()
  const client = new Client(credential, () => useSettings.getState().language)
  const link = new Link(credential.by === 'token' ? credential.token : null, { events: apply, state: setLink })
  return { client, link, saver: new Saver(client) }
}
