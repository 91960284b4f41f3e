import type { Language, Text } from '../model/types'
import type { Credential } from '../state/session'
import { call } from './call'

export interface Begun {
  csrf: string
  must_change: boolean
}

/** How one can sign in here: whether the start token counts, what the provider's button says; and whose cookie this browser has, if it counts. */
export interface Ways {
  start_token: boolean
  provider: Text | null
  session: Begun | null
}

export interface Names {
  user: string
  password: string
  code?: string
}

export const ways = (language: Language): Promise<Ways> => call('login', {}, language, null)

export const logIn = (names: Names, language: Language): Promise<Begun> =>
  call('login', { method: 'POST', body: JSON.stringify(names) }, language, null)

export async function logOut(credential: Credential, language: Language): Promise<void> {
  await call('logout', { method: 'POST' }, language, credential)
}

export async function changePassword(
  credential: Credential,
  old: string,
  password: string,
  language: Language,
): Promise<void> {
  await call('me/password', { method: 'PUT', body: JSON.stringify({ old, new: password }) }, language, credential)
}
