import { App } from 'antd'
import { useCallback, useState } from 'react'
import { ApiError } from '../api/client'
import type { Problem } from '../model/problem'
import { useProblemTexts } from '../parts/useProblemTexts'

export interface Act {
  busy: boolean
  /** Why the runtime did not do it. */
  problem: Problem | null
  /** Does something; whether it was done. */
  run: (act: () => Promise<unknown>) => Promise<boolean>
}

/** Something that the runtime may refuse. Its reason stands where the form is. */
export function useAct(): Act {
  const [state, setState] = useState<Omit<Act, 'run'>>({ busy: false, problem: null })
  const run = useCallback(async (act: () => Promise<unknown>) => {
    setState({ busy: true, problem: null })
    const problem = await refusal(act)
    setState({ busy: false, problem })
    return problem === null
  }, [])
  return { ...state, run }
}

/** The same for a button that has no form: the reason comes as a note, and so does what was done. */
export function useTried(): (act: () => Promise<unknown>, done?: string) => Promise<boolean> {
  const { message } = App.useApp()
  const said = useProblemTexts()
  return async (act, done) => {
    const problem = await refusal(act)
    if (problem) {
      const { title, lines } = said(problem)
      void message.error(lines.length ? lines.join(' ') : title)
    } else if (done) void message.success(done)
    return problem === null
  }
}

async function refusal(act: () => Promise<unknown>): Promise<Problem | null> {
  try {
    await act()
    return null
  } catch (error) {
    if (error instanceof ApiError) return error.problem
    throw error
  }
}
