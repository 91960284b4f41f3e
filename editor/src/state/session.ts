import { create } from 'zustand'
import { takeToken } from '../model/token'

const KEY = 'sinterflow.token'

/** What the browser shows: a token of this tab, or the cookie of a session, with the value that goes into a header beside it. */
export type Credential = { by: 'token'; token: string } | { by: 'session'; csrf: string }

/** Why somebody is not signed in any more. */
export type Refused = 'token' | 'session' | 'provider' | null

interface Session {
  /** Whether it is known yet who is signed in. */
  known: boolean
  /** The same object from log-in to log-out: by it everybody knows whether somebody else is here by now. */
  credential: Credential | null
  mustChange: boolean
  refused: Refused
  signIn: (token: string) => void
  begin: (csrf: string, mustChange: boolean) => void
  changed: () => void
  signOut: () => void
  /** A credential counts no more. What is said late of an earlier one says nothing of who has signed in since. */
  over: (credential: Credential | null) => void
  nobody: () => void
}

const NOBODY = { known: true, credential: null, mustChange: false, refused: null } as const

const kept = sessionStorage.getItem(KEY)

/** Who is signed in on this page. */
export const useSession = create<Session>((set, get) => ({
  known: kept !== null,
  credential: kept === null ? null : { by: 'token', token: kept },
  mustChange: false,
  refused: null,
  signIn: (token) => {
    sessionStorage.setItem(KEY, token)
    const { credential } = get()
    const same = credential?.by === 'token' && credential.token === token
    set({ known: true, credential: same ? credential : { by: 'token', token }, mustChange: false, refused: null })
  },
  begin: (csrf, mustChange) => {
    const { credential } = get()
    const same = credential?.by === 'session' && credential.csrf === csrf
    set({ known: true, credential: same ? credential : { by: 'session', csrf }, mustChange, refused: null })
  },
  changed: () => set({ mustChange: false }),
  signOut: () => {
    sessionStorage.removeItem(KEY)
    set(NOBODY)
  },
  over: (credential) => {
    if (credential === null || credential !== get().credential) return
    sessionStorage.removeItem(KEY)
    set({ ...NOBODY, refused: credential.by })
  },
  nobody: () => set({ known: true }),
}))

/** Takes a login link's token, or a provider's refusal, and removes it from the address bar and the history. */
export function signInFromAddress(): void {
  const { hash, pathname, search } = window.location
  const { token } = takeToken(hash)
  const refused = hash.startsWith('#refused=')
  if (token === null && !refused) return
  window.history.replaceState(null, '', pathname + search)
  if (token !== null) useSession.getState().signIn(token)
  else useSession.setState({ refused: 'provider' })
}
