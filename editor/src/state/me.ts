import { useCallback, useEffect } from 'react'
import { create } from 'zustand'
import type { Client } from '../api/client'
import type { DocumentKey } from '../model/document'
import { mayWith } from '../model/may'
import type { Language } from '../model/types'
import { useProject } from './project'
import { useSession } from './session'
import { forgetShared } from './shared'
import { useSettings } from './settings'
import { useUntilAnswered } from './useUntilAnswered'
import { useWorkspace } from './workspace'

/**
 * `GET /me`: `rights` count everywhere, those of `areas` in one area only. `user` is null for programs, `station` empty
 * away from a station, `language` empty where none was chosen.
 */
export interface Me {
  author: string
  user: string | null
  name: string
  station: string
  by: 'start-token' | 'command' | 'token' | 'session' | 'station'
  language: Language | ''
  totp: boolean
  rights: readonly string[]
  areas: Readonly<Record<string, readonly string[]>>
}

/** Who is signed in; null until it is known. */
export const useMe = create<{ me: Me | null }>(() => ({ me: null }))

let lastAuthor: string | null = null

/** Reads who is signed in, now that something about them has changed. */
export async function readMe(client: Client): Promise<void> {
  const me = await client.get<Me>('me')
  if (client.credential !== useSession.getState().credential) return // somebody else is here by now
  // What somebody else has left unsaved here is not saved as this person's.
  if (lastAuthor !== null && lastAuthor !== me.author) forgetShared()
  lastAuthor = me.author
  useMe.setState({ me })
  const { language, setLanguage } = useSettings.getState()
  if (me.language && me.language !== language) setLanguage(me.language)
}

/** Reads who is signed in, once for the page. */
export function useMeKept(): void {
  const { client } = useWorkspace()
  // Until it is answered nothing is forbidden here: the server decides in the end.
  const ask = useCallback(() => readMe(client), [client])
  useUntilAnswered(ask)
  useEffect(() => () => useMe.setState({ me: null }), [])
}

/** Whether the person may do something that is about the whole plant; yes as long as nobody knows. */
export function useMay(right: string): boolean {
  return useMe(({ me }) => me === null || me.rights.includes(right))
}

/** Whether the person may do something at a flow, or at a subflow that all flows share. */
export function useMayAt(right: string, key: DocumentKey): boolean {
  const project = useProject((known) => known.project)
  return useMe(({ me }) => mayWith(me, right, key, project))
}

/** Whether the person may do something in one area at least. */
export function useMaySomewhere(right: string): boolean {
  return useMe(({ me }) => me === null || me.rights.includes(right) || Object.values(me.areas).some((rights) => rights.includes(right)))
}

export function mayNow(right: string, key: DocumentKey): boolean {
  return mayWith(useMe.getState().me, right, key, useProject.getState().project)
}
