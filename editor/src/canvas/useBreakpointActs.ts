import { App } from 'antd'
import { useMemo } from 'react'
import { ApiError } from '../api/client'
import { useProblemTexts } from '../parts/useProblemTexts'
import { breakpointPath, breakpointsChanged } from '../state/breakpoints'
import { useRunning } from '../state/running'
import { useWorkspace } from '../state/workspace'

/** Setting a breakpoint on a wire of what runs, letting one message go, and taking it away. A wire is named as the runtime does. */
export function useBreakpointActs() {
  const { client } = useWorkspace()
  const { modal } = App.useApp()
  const say = useProblemTexts()
  return useMemo(() => {
    const act = async (method: 'PUT' | 'DELETE' | 'POST', wire: string) => {
      const path = breakpointPath(useRunning.getState().flow, wire)
      try {
        await client.send(method, method === 'POST' ? `${path}/step` : path)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const { title, lines } = say(error.problem)
        modal.error({ title, content: lines.join('\n') })
      }
      breakpointsChanged()
    }
    return {
      set: (wire: string) => void act('PUT', wire),
      step: (wire: string) => void act('POST', wire),
      clear: (wire: string) => void act('DELETE', wire),
    }
  }, [client, modal, say])
}
