import { useEffect, useState } from 'react'
import { Client } from './api/client'
import { Link } from './api/link'
import { Surfaces } from './commands/Surfaces'
import { Asked } from './deploy/Asked'
import { Pages } from './Pages'
import type { LiveEvent } from './model/types'
import { FinderPart } from './search/FinderPart'
import { LinkBanner } from './parts/LinkBanner'
import { TopBar } from './shell/TopBar'
import { useLive } from './state/live'
import { useDraftedKept } from './state/deploy'
import { setAside, takeUp } from './state/documents'
import { useMeKept } from './state/me'
import { useNodeTypesKept } from './state/nodeTypes'
import { heardOfPeople, usePresenceKept } from './state/presence'
import { Saver } from './state/saving'
import { useSession, type Credential } from './state/session'
import { forgetShared } from './state/shared'
import { useSettings } from './state/settings'
import { useKeys } from './state/useKeys'
import { useLeaving } from './state/useLeaving'
import { useStationKept } from './state/useStationKept'
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
      // Whoever leaves leaves nothing on the screen; a session that is over begins again where it was.
      setAside()
      if (useSession.getState().refused !== null) return
      takeUp(false)
      forgetShared()
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
  useDraftedKept()
  usePresenceKept()
  useStationKept()
  useLeaving()
  return <Asked />
}

function open(credential: Credential): Workspace {
  const { apply, setLink } = useLive.getState()
  const client = new Client(credential, () => useSettings.getState().language)
  const events = (heard: LiveEvent[]) => {
    apply(heard)
    heardOfPeople(heard)
  }
  const link = new Link(credential.by === 'token' ? credential.token : null, { events, state: setLink })
  return { client, link, saver: new Saver(client) }
}
