import { useCallback, useState } from 'react'
import type { StationHere } from '../api/station'
import { hashOf } from '../model/route'
import { inTime } from './inTime'
import { useMe } from './me'
import { useSession } from './session'
import { useIdle } from './useIdle'
import { useUntilAnswered } from './useUntilAnswered'
import { useWorkspace } from './workspace'

/** Signs a person off who has left a station, and goes back to its page. */
export function useStationLeft(): () => void {
  const { client, saver } = useWorkspace()
  return useCallback(() => {
    const gone = () => {
      useSession.getState().signOut()
      window.location.hash = hashOf({ page: 'station', code: null })
    }
    // What was typed is the person's: it is saved while they are still signed on.
    // What saves the project's shared files is there when one was opened, and not wanted before.
    const shared = import('./sharedSaving').then(({ saveShared }) => saveShared(client))
    const saved = Promise.allSettled([saver.all(), shared])
    inTime(saved).then(() => client.send('POST', 'station/sign-off')).then(gone, gone)
  }, [client, saver])
}

/** At a station nobody stays signed on who does nothing; for one part that is always on the page. */
export function useStationKept(): void {
  const { client } = useWorkspace()
  const station = useMe(({ me }) => me?.station ?? '')
  const [idle, setIdle] = useState<number | null>(null)
  // As long as it is not known how long somebody may do nothing, nobody is signed off.
  const ask = useCallback(() => client.get<StationHere>('station').then((here) => setIdle(here.idle * 1000)), [client])
  useUntilAnswered(station ? ask : null)
  useIdle(station ? idle : null, useStationLeft())
}
