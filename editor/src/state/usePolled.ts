import { useCallback, useEffect, useState } from 'react'
import { Poller } from '../api/poller'
import type { Problem } from '../model/problem'
import { useLive } from './live'
import { useSession } from './session'

export interface Polled<T> {
  data: T | null
  problem: Problem | null
  retry: () => void
}

interface Answer<T> {
  key: string
  data: T | null
  problem: Problem | null
}

/**
 * What `read` answers, asked again every `every` milliseconds while the page is visible (null: only once).
 * `key` says what is read: another key starts empty. `read` must be stable for a key. The last good answer stays on a failure.
 */
export function usePolled<T>(key: string, read: (signal: AbortSignal) => Promise<T>, every: number | null): Polled<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ key, data: null, problem: null })
  const [round, setRound] = useState(0)
  useEffect(() => {
    const { credential } = useSession.getState()
    const poller = new Poller(read, every, (data, problem) => {
      useLive.getState().setAnswering(problem?.kind !== 'offline')
      if (problem?.kind === 'refused') useSession.getState().over(credential)
      else setAnswer((last) => ({ key, data: data ?? (last.key === key ? last.data : null), problem }))
    })
    poller.start()
    return () => poller.stop()
  }, [key, read, every, round])
  const retry = useCallback(() => setRound((last) => last + 1), [])
  return answer.key === key ? { data: answer.data, problem: answer.problem, retry } : { data: null, problem: null, retry }
}
