import { useEffect } from 'react'
import { create } from 'zustand'
import { useWorkspace } from './workspace'

/** `GET /me`, as far as pages need it: rights that count everywhere, and those that count in one area. */
export interface Me {
  author: string
  user: string | null
  name: string
  rights: readonly string[]
  areas: Readonly<Record<string, readonly string[]>>
}

/** Who is signed in; null until it is known. */
export const useMe = create<{ me: Me | null }>(() => ({ me: null }))

/** Reads who is signed in, once for the page. */
export function useMeKept(): void {
  const { client } = useWorkspace()
  useEffect(() => {
    // Without an answer nothing is forbidden here: the server decides in the end.
    client.get<Me>('me').then((me) => useMe.setState({ me }), () => undefined)
    return () => useMe.setState({ me: null })
  }, [client])
}

/** Whether the person may do something, at least in one area; yes as long as nobody knows. */
export function useMay(right: string): boolean {
  return useMe(({ me }) => me === null || me.rights.includes(right) || Object.values(me.areas).some((rights) => rights.includes(right)))
}
