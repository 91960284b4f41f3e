import { useEffect, useMemo, useState } from 'react'
import type { Part } from '../api/parts'
import type { Problem } from '../model/problem'
import { now, useShared, type SharedDocument } from './shared'
import { actsOf, problemIn, read, save, type SharedActs } from './sharedSaving'
import { useWorkspace } from './workspace'

export interface SharedPart<T extends object> extends SharedActs<T> {
  document: SharedDocument<T> | null
  /** Why it could not be read. */
  problem: Problem | null
  retry: () => void
}

/** A part of what flows share; it is read when the page opens. */
export function useSharedPart<T extends object>(part: Part<T>): SharedPart<T> {
  const { client } = useWorkspace()
  const document = useShared(({ open }) => (open[part.key] as SharedDocument<T> | undefined) ?? null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    const known = now(part)
    if (known && known.saving !== 'saved') return
    read(client, part).then(() => setProblem(null), (error: unknown) => setProblem(problemIn(error)))
  }, [client, part, round])
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (now(part)?.saving !== 'saved') event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => {
      window.removeEventListener('beforeunload', warn)
      void save(client, part)
    }
  }, [client, part])
  const acts = useMemo(() => actsOf(client, part), [client, part])
  return { document, problem, retry: () => setRound((last) => last + 1), ...acts }
}
