import { useCallback, useEffect, useState } from 'react'
import { fits, logQuery, type LogLine, type LogSought } from '../../model/logs'
import { isRecord } from '../../model/reading'
import { useHeard } from '../../state/useHeard'
import { usePolled } from '../../state/usePolled'
import { useWorkspace } from '../../state/workspace'

const LINES = 300

/** The last lines that are looked for, newest first: those that there were, and those that come. */
export function useLogTail(sought: LogSought, paused: boolean) {
  const { client } = useWorkspace()
  const query = logQuery(sought, LINES)
  const read = useCallback((signal: AbortSignal) => client.get<{ items: LogLine[] }>(`logs?${query}`, signal), [client, query])
  const { data, problem, retry } = usePolled(query, read, null)
  const [come, setCome] = useState<readonly LogLine[]>([])
  useEffect(() => setCome([]), [data])
  useHeard('logs', (events) => {
    if (paused) return
    const fitting = events.flatMap(({ data: line }) => (isRecord(line) && fits(line, sought) ? [line] : [])).reverse()
    if (fitting.length) setCome((last) => [...fitting, ...last].slice(0, LINES))
  })
  return { lines: data && [...come, ...data.items].slice(0, LINES), problem, again: retry }
}
