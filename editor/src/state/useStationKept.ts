import { useCallback, useEffect, useState } from 'react'
import type { StationHere } from '../api/station'
import { hashOf } from '../model/route'
import { inTime } from './inTime'
import { useMe } from './me'
import { useSession } from './session'
import { useIdle } from './useIdle'
import { useWorkspace } from './workspace'

/** When the runtime is asked again how long a person may do nothing: as long as that is not known, nobody is signed off. */
const AGAIN = 5000

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
  useEffect(() => {
    if (!station) return
    let here = true
    let timer = 0
    const known = ({ idle: seconds }: StationHere) => here && setIdle(seconds * 1000)
    const again = () => here && (timer = window.setTimeout(ask, AGAIN))
    const ask = () => void client.get<StationHere>('station').then(known, again)
    ask()
    return () => {
      here = false
      clearTimeout(timer)
      setIdle(null)
    }
  }, [client, station])
  useIdle(idle, useStationLeft())
}
