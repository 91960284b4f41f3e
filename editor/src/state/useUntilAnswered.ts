import { useEffect } from 'react'
import { ApiError } from '../api/client'
import { isPassing } from '../model/problem'

/** Milliseconds after which a question that was not answered is asked again. */
const AGAIN = 5000

/** Asks until it is answered, if only by a refusal: a single question may get lost, and what hangs on it would never come. A stable `ask`; null: nothing to ask. */
export function useUntilAnswered(ask: (() => Promise<unknown>) | null): void {
  useEffect(() => {
    if (ask === null) return undefined
    let here = true
    let timer = 0
    const again = (error: unknown) => {
      const answered = error instanceof ApiError && !isPassing(error.problem)
      if (here && !answered) timer = window.setTimeout(go, AGAIN)
    }
    const go = () => void ask().catch(again)
    go()
    return () => {
      here = false
      clearTimeout(timer)
    }
  }, [ask])
}
