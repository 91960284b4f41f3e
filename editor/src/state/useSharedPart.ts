import { useEffect, useMemo, useState } from 'react'
import type { Part } from '../api/parts'
import type { Problem } from '../model/problem'
import { useMe } from './me'
import { useProject } from './project'
import { now, useShared, type SharedDocument } from './shared'
import { actsOf, follow, problemIn, read, save, type SharedActs } from './sharedSaving'
import { useWorkspace } from './workspace'

export interface SharedPart<T extends object> extends SharedActs<T> {
  document: SharedDocument<T> | null
  /** Why it could not be read. */
  problem: Problem | null
  retry: () => void
}

/** A part of what flows share; it is read when the page opens, and again when others have changed it. */
export function useSharedPart<T extends object>(part: Part<T>): SharedPart<T> {
  const { client } = useWorkspace()
  const known = useShared(({ open }) => (open[part.key] as SharedDocument<T> | undefined) ?? null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [round, setRound] = useState(0)
  const own = useMe(({ me }) => me?.author)
  const theirs = useTheirs(part, own)
  // What is open may be somebody else's, whose session is over: it is nobody's until it is known who is here.
  const document = own === undefined ? null : known
  const lost = known?.saving === 'failed' && known.problem?.kind === 'refused'
  useEffect(() => {
    follow(client, part)
    // What could not be saved, for a session that was over, is saved now; also what is refused that one only now.
    if (own !== undefined && now(part)?.saving === 'failed') void save(client, part)
  }, [client, part, own, lost])
  useEffect(() => {
    const known = now(part)
    if (own === undefined || (known && known.saving !== 'saved')) return
    read(client, part).then(() => setProblem(null), (error: unknown) => setProblem(problemIn(error)))
  }, [client, part, round, theirs, own])
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      const known = now(part)
      if (known && known.saving !== 'saved') event.preventDefault()
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

/** Another text whenever somebody else has drafted a file of a part, or one of it was deployed or discarded. */
function useTheirs<T extends object>(part: Part<T>, own: string | undefined): string {
  return useProject(({ project }) => {
    const drafts = Object.entries(project?.drafts ?? {}).filter(([file, { author }]) => part.owns(file) && author !== own)
    return [project?.revision, ...drafts.map(([file, { etag }]) => `${file} ${etag}`)].join('\n')
  })
}
