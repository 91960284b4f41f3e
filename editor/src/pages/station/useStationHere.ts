import { useCallback, useEffect, useState } from 'react'
import { ApiError } from '../../api/call'
import { pair, signOff, signOn, stationHere, type Evidence, type StationHere } from '../../api/station'
import type { Problem } from '../../model/problem'
import { useSession } from '../../state/session'
import { useSettings } from '../../state/settings'
import { becomeStation } from '../../state/station'

/** `here` null: it is no station, or not known yet (`known` false). `problem`: of the last thing that was tried. */
interface State {
  known: boolean
  here: StationHere | null
  problem: Problem | null
  busy: boolean
}

export interface StationActs extends State {
  pair: (code: string) => Promise<void>
  signOn: (shown: Evidence) => Promise<boolean>
  signOff: () => Promise<void>
  forget: () => void
}

/** Answers that say that this device is no station. */
const NONE = new Set(['not-a-station', 'no-token', 'station-unpaired', 'session-over'])

/** What this device is, and who is signed on at it. */
export function useStationHere(): StationActs {
  const [state, setState] = useState<State>({ known: false, here: null, problem: null, busy: false })
  const { begin, signOut } = useSession()
  const language = () => useSettings.getState().language
  const look = useCallback(async () => {
    const here = await stationHere(language()).catch((error: unknown) => {
      if (error instanceof ApiError && error.problem.faults.some(({ code }) => NONE.has(code))) return null
      throw error
    })
    setState({ known: true, here, problem: null, busy: false })
  }, [])
  const tried = useCallback(async (act: () => Promise<void>) => {
    setState((last) => ({ ...last, busy: true, problem: null }))
    try {
      await act()
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const { problem } = error
      setState((last) => ({ ...last, known: true, busy: false, problem }))
      return false
    }
  }, [])
  useEffect(() => {
    void tried(look)
  }, [tried, look])
  return {
    ...state,
    pair: async (code) => {
      await tried(async () => {
        const { station } = await pair(code, language())
        signOut() // who was logged in here before is not signed on at the station
        becomeStation(station)
        await look()
      })
    },
    signOn: (shown) =>
      tried(async () => {
        const { csrf, must_change } = await signOn(shown, state.here?.csrf ?? null, language())
        await look()
        begin(csrf, must_change)
      }),
    signOff: async () => {
      await tried(async () => {
        await signOff(state.here?.csrf ?? null, language())
        signOut()
        await look()
      })
    },
    forget: () => setState((last) => ({ ...last, problem: null })),
  }
}
