import { useMemo } from 'react'
import { partsOf } from '../model/document'
import { pathsIn } from '../model/messagePaths'
import { useLive } from '../state/live'
import { useForm } from './place'

/** The paths of the last messages that were seen at the node, for typing help. */
export function useKnownPaths(): readonly string[] {
  const { scope, node } = useForm().place
  const flow = scope?.key.startsWith('flow:') && scope.inside === null ? partsOf(scope.key).id : null
  const samples = useLive((live) => live.samples)
  const messages = useMemo(() => {
    if (flow === null || node === null) return []
    const own = `tap:${flow}/${node}/`
    return [...samples].flatMap(([topic, { message }]) => (topic.startsWith(own) ? [message] : []))
  }, [samples, flow, node])
  return useMemo(() => [...new Set(messages.flatMap((message) => pathsIn(message)))], [messages])
}
