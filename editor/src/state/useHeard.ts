import { useEffect, useRef } from 'react'
import type { Hear } from '../api/link'
import { useWorkspace } from './workspace'

/** Milliseconds within which events make one question. */
const REST = 1000

/** Listens to a topic of the event stream while the calling part is on the page. */
export function useHeard(topic: string, hear: Hear): void {
  const { link } = useWorkspace()
  const current = useRef(hear)
  useEffect(() => {
    current.current = hear
  })
  useEffect(() => link.hear(topic, (events) => current.current(events)), [link, topic])
}

/** The same for what is asked anew when something has come: many events make one question. */
export function useHeardOf(topic: string, ask: () => void): void {
  const timer = useRef(0)
  useHeard(topic, () => {
    timer.current ||= window.setTimeout(() => {
      timer.current = 0
      ask()
    }, REST)
  })
  useEffect(() => () => clearTimeout(timer.current), [])
}
