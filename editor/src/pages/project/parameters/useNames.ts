import { useEffect, useState } from 'react'
import { useWorkspace } from '../../../state/workspace'

const NOTHING: readonly string[] = []

/** The names that a parameter of a type may have: tags, or secrets; none for another type. */
export function useNames(type: string): readonly string[] {
  const { client } = useWorkspace()
  const [names, setNames] = useState(NOTHING)
  useEffect(() => {
    if (type !== 'tag' && type !== 'secret') return
    const late = new AbortController()
    client.get<{ items: { id?: string; name?: unknown }[] }>(type === 'tag' ? 'tags?version=draft' : 'secrets', late.signal).then(
      ({ items }) => setNames(items.flatMap(({ id, name }) => (typeof id === 'string' ? [id] : typeof name === 'string' ? [name] : []))),
      () => undefined, // a name can be typed as well
    )
    return () => late.abort()
  }, [client, type])
  return names
}
