import { useEffect } from 'react'
import { create } from 'zustand'
import type { Schema, Text } from '../model/types'
import { useWorkspace } from './workspace'

/** One item of `GET /connection-types`. */
export interface ConnectionType {
  type: string
  family: string
  title: Text
  help: Text
  icon: string
  config: Schema
  testable: boolean
  browsable: boolean
}

const useStore = create<{ types: ReadonlyMap<string, ConnectionType> | null }>(() => ({ types: null }))

/** The kinds of connections that are installed; null until they are known. */
export function useConnectionTypes(): ReadonlyMap<string, ConnectionType> | null {
  const { client } = useWorkspace()
  useEffect(() => {
    if (useStore.getState().types) return
    client.get<{ items: ConnectionType[] }>('connection-types?limit=1000').then(
      ({ items }) => useStore.setState({ types: new Map(items.map((item) => [item.type, item])) }),
      () => undefined,
    )
  }, [client])
  return useStore(({ types }) => types)
}
