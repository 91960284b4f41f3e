import { create } from 'zustand'
import { takeToken } from '../model/token'

const KEY = 'sinterflow.token'

interface Session {
  token: string | null
  /** The runtime did not accept the last token. */
  refused: boolean
  signIn: (token: string) => void
  signOut: (refused?: boolean) => void
}

/** The start token of this browser tab. */
export const useSession = create<Session>((set) => ({
  token: sessionStorage.getItem(KEY),
  refused: false,
  signIn: (token) => {
    sessionStorage.setItem(KEY, token)
    set({ token, refused: false })
  },
  signOut: (refused = false) => {
    sessionStorage.removeItem(KEY)
    set({ token: null, refused })
  },
}))

/** Takes a login link's token and removes it from the address bar and the history. */
export function signInFromAddress(): void {
  const { token } = takeToken(window.location.hash)
  if (token === null) return
  window.history.replaceState(null, '', window.location.pathname + window.location.search)
  useSession.getState().signIn(token)
}
