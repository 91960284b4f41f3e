import { useEffect, useRef } from 'react'
import type { Hear } from '../api/link'
import { useWorkspace } from './workspace'

/** Listens to a topic of the event stream while the calling part is on the page. */
export function useHeard(topic: string, hear: Hear): void {
  const { link } = useWorkspace()
  const current = useRef(hear)
  useEffect(() => {
    current.current = hear
  })
  useEffect(() => link.hear(topic, (events) => current.current(events)), [link, topic])
}
