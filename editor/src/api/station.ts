import type { Language, Text } from '../model/types'
import type { Credential } from '../state/session'
import { call } from './call'
import type { Begun } from './account'

/** `GET /station`: the station that this device is. `csrf` goes with the device's own cookie, or the person's. */
export interface StationHere {
  station: string
  name: Text
  area: string
  pages: string[]
  idle: number
  person: string | null
  csrf: string | null
}

/** What somebody shows of who they are. */
export interface Evidence {
  badge?: string
  user?: string
  pin?: string
  password?: string
  code?: string
}

export const stationHere = (language: Language): Promise<StationHere> => call('station', {}, language, null)

/** Makes this device the station that a code is for; its cookie comes with the answer. */
export const pair = (code: string, language: Language): Promise<{ station: string }> =>
  call('station/pair', { method: 'POST', body: JSON.stringify({ code }) }, language, null)

export const signOn = (shown: Evidence, csrf: string | null, language: Language): Promise<Begun> =>
  call('station/sign-on', { method: 'POST', body: JSON.stringify(shown) }, language, credentialOf(csrf))

export async function signOff(csrf: string | null, language: Language): Promise<void> {
  await call('station/sign-off', { method: 'POST' }, language, credentialOf(csrf))
}

function credentialOf(csrf: string | null): Credential | null {
  return csrf === null ? null : { by: 'session', csrf }
}
