import { Button, Empty, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemIn } from '../../deploy/plan'
import type { Problem } from '../../model/problem'
import type { Revision } from '../../model/types'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { useFlows } from '../../state/flows'
import { useNarrow } from '../../state/useMedia'
import { useWorkspace } from '../../state/workspace'
import { RevisionList } from './RevisionList'
import { RevisionView } from './RevisionView'

const AT_ONCE = 50

/** Every deploy: who made it, when and why, what it changed, and the way back. */
export default function HistoryPage({ revision }: { revision: number | null }) {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const { items, more, older, problem, retry } = useHistory()
  const chosen = items?.find((each) => each.revision === (revision ?? (narrow ? null : items[0]?.revision))) ?? null
  const asked = chosen?.revision ?? revision
  return (
    <main id="content" className="history">
      {(!narrow || revision === null) && (
        <aside className="history-list" aria-label={t('deploy.history.list')}>
          <h1>{t('deploy.history.title')}</h1>
          {problem && <ProblemAlert problem={problem} retry={retry} />}
          {!items && !problem && <Skeleton active paragraph={{ rows: 8 }} />}
          {items?.length === 0 && <Empty description={t('deploy.history.empty')} />}
          {items && <RevisionList items={items} chosen={asked} />}
          {more && (
            <Button type="link" onClick={older}>
              {t('deploy.history.older')}
            </Button>
          )}
        </aside>
      )}
      {items && asked !== null && <RevisionView key={asked} revision={asked} items={items} />}
    </main>
  )
}

/** The revisions, the newest first; read anew when something was deployed. */
function useHistory() {
  const { client } = useWorkspace()
  const head = useFlows(({ revision }) => revision)
  const [pages, setPages] = useState(1)
  const [round, setRound] = useState(0)
  const [found, setFound] = useState<{ items: Revision[]; more: boolean } | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => {
    let gone = false
    client.get<{ items: Revision[]; next: string | null }>(`history?limit=${pages * AT_ONCE}`).then(
      ({ items, next }) => {
        if (gone) return
        setFound({ items, more: next !== null })
        setProblem(null)
      },
      (error: unknown) => {
        if (!gone) setProblem(problemIn(error))
      },
    )
    return () => {
      gone = true
    }
  }, [client, head, pages, round])
  return {
    items: found?.items ?? null,
    more: found?.more === true,
    older: () => setPages((last) => last + 1),
    problem,
    retry: () => setRound((last) => last + 1),
  }
}
