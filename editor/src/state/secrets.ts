import { useCallback, useEffect } from 'react'
import { create } from 'zustand'
import { useWorkspace } from './workspace'

/** A secret by its name; its value never comes out. `source` null: it is used and has no value yet. */
export interface SecretItem {
  name: string
  source: 'store' | 'environment' | null
}

const useStore = create<{ secrets: readonly SecretItem[] }>(() => ({ secrets: [] }))

/** The names of secrets, and a way to set one. */
export function useSecrets(): { secrets: readonly SecretItem[]; set: (name: string, value: string) => Promise<void> } {
  const { client } = useWorkspace()
  const read = useCallback(async () => {
    const { items } = await client.get<{ items: SecretItem[] }>('secrets')
    useStore.setState({ secrets: items })
  }, [client])
  useEffect(() => {
    // Who may not see the names types one.
    read().catch(() => undefined)
  }, [read])
  const set = useCallback(
    async (name: string, value: string) => {
      await client.send('PUT', `secrets/${encodeURIComponent(name)}`, { value })
      await read()
    },
    [client, read],
  )
  return { secrets: useStore(({ secrets }) => secrets), set }
}
