import { useCallback, useEffect, useMemo, useState } from 'react'
import type { AnyDocument } from '../model/document'
import { mayAt } from '../model/may'
import type { Problem } from '../model/problem'
import type { Revision } from '../model/types'
import { lookAgain } from '../state/deploy'
import { useMe } from '../state/me'
import { useWorkspace } from '../state/workspace'
import { deployed, documentsOf, orderOf, planned, problemIn, readDrafts, revisionsAfter, type Chosen, type Drafts, type Plan } from './plan'

/** What somebody else deployed while this was looked over; null: only a draft was another one. */
export interface Meanwhile {
  revisions: Revision[]
}

export interface Review {
  drafts: Drafts | null
  chosen: Chosen
  choose: (chosen: Chosen) => void
  plan: Plan | null
  documents: ReadonlyMap<string, AnyDocument[]>
  problem: Problem | null
  meanwhile: Meanwhile | null
  busy: boolean
  done: Plan | null
  reload: () => Promise<void>
  deploy: (reason: string) => Promise<void>
}

const NOTHING: Chosen = { flows: new Set(), shared: false }

/** A deploy from the drafts to its result. Everything that waits to be saved is saved first. */
export function useReview(): Review {
  const { client, saver } = useWorkspace()
  const [drafts, setDrafts] = useState<Drafts | null>(null)
  const [chosen, choose] = useState<Chosen>(NOTHING)
  const [found, setFound] = useState<{ order: string; plan: Plan; documents: Map<string, AnyDocument[]> } | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [meanwhile, setMeanwhile] = useState<Meanwhile | null>(null)
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<Plan | null>(null)
  const reload = useCallback(async () => {
    setProblem(null)
    try {
      await saver.all()
      const read = await readDrafts(client)
      setDrafts((last) => {
        choose((before) => (last === null ? usual(read) : remaining(before, read)))
        return read
      })
      lookAgain()
    } catch (error) {
      setProblem(problemIn(error))
    }
  }, [client, saver])
  useEffect(() => {
    void reload()
  }, [reload])
  const order = useMemo(() => (drafts ? orderOf(drafts, chosen) : null), [drafts, chosen])
  const name = JSON.stringify(order)
  useEffect(() => {
    if (!order) return
    let given = true
    Promise.all([planned(client, order), documentsOf(client, Object.keys(order.flows))]).then(
      ([plan, documents]) => {
        if (given) setFound({ order: name, plan, documents })
      },
      (error: unknown) => {
        if (given) setProblem(problemIn(error))
      },
    )
    return () => {
      given = false
    }
  }, [client, order, name])
  const current = found?.order === name && order ? found : null
  const deploy = async (reason: string) => {
    if (!order || !drafts) return
    setBusy(true)
    setProblem(null)
    setMeanwhile(null)
    try {
      setDone(await deployed(client, order, reason))
      lookAgain()
    } catch (error) {
      const refused = problemIn(error)
      if (refused.status === 409 || refused.status === 412) {
        const revisions = refused.status === 409 ? await revisionsAfter(client, drafts.revision).catch(() => []) : []
        await reload()
        setMeanwhile({ revisions })
      } else setProblem(refused)
    } finally {
      setBusy(false)
    }
  }
  return { drafts, chosen, choose, plan: current?.plan ?? null, documents: current?.documents ?? new Map(), problem, meanwhile, busy, done, reload, deploy }
}

/** At first what the person drafted, and files that were changed on disk; nothing that they may not deploy. */
function usual({ flows, shared, sharedTag, project }: Drafts): Chosen {
  const { me } = useMe.getState()
  const own = (each: { author: string; on_disk: boolean }) => each.on_disk || me === null || each.author === me.author
  const may = (id: string) => mayAt(me, 'deploy', id, project)
  return {
    flows: new Set(flows.filter(({ id, draft }) => draft && own(draft) && may(id)).map(({ id }) => id)),
    shared: sharedTag !== null && Object.values(shared).some(own),
  }
}

function remaining(before: Chosen, { flows, shared }: Drafts): Chosen {
  const there = new Set(flows.map(({ id }) => id))
  return { flows: new Set([...before.flows].filter((id) => there.has(id))), shared: before.shared && Object.keys(shared).length > 0 }
}
