import { ArrowLeftOutlined } from '@ant-design/icons'
import { Segmented, Select, Skeleton } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChangeList } from '../../deploy/ChangeList'
import { useNames } from '../../deploy/useNames'
import { moment } from '../../model/format'
import { instant } from '../../model/reading'
import { hashOf } from '../../model/route'
import { localized } from '../../model/text'
import type { Revision } from '../../model/types'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { useFlows } from '../../state/flows'
import { useMay } from '../../state/me'
import { useZone } from '../../state/project'
import { useNarrow } from '../../state/useMedia'
import { Download } from './Download'
import { NoRevision } from './NoRevision'
import { Rollback } from './Rollback'
import { flowsIn, useCompared } from './useCompared'

const Difference = lazy(() => import('./Difference'))

/** Nothing has to be closed before somebody goes to a node. */
const stay = () => {}

/** One revision: what it changed compared with another, in words or drawn, and the way back to it. */
export function RevisionView({ revision, items }: { revision: number; items: readonly Revision[] }) {
  const { t } = useTranslation()
  const head = useFlows((flows) => flows.revision)
  const zone = useZone()
  const narrow = useNarrow()
  const mayDeploy = useMay('deploy')
  const item = items.find((each) => each.revision === revision)
  const previous = items.find((each) => each.revision < revision)?.revision ?? null
  const [other, setOther] = useState<number | null>(null)
  const [view, setView] = useState<'list' | 'canvas'>('list')
  const from = other ?? previous
  const { compared, problem } = useCompared(from, revision)
  const documents = useMemo(() => {
    const [before, after] = [flowsIn(compared?.before ?? {}), flowsIn(compared?.after ?? {})]
    return new Map([...new Set([...after.keys(), ...before.keys()])].map((id) => [id, [after.get(id), before.get(id)].flatMap((each) => each ?? [])]))
  }, [compared])
  const names = useNames(documents)
  const others = items.filter((each) => each.revision !== revision).map((each) => ({ value: each.revision, label: each.revision === previous ? t('deploy.history.before', { revision: previous }) : t('deploy.history.other', { revision: each.revision }) }))
  if (problem?.status === 404) return <NoRevision revision={revision} newest={items[0]?.revision ?? null} />
  return (
    <section className="revision-view review-page">
      {narrow && (
        <a href={hashOf({ page: 'history', revision: null })}>
          <ArrowLeftOutlined /> {t('deploy.history.title')}
        </a>
      )}
      <header>
        <h2>{t('deploy.history.revision', { revision })}</h2>
        {revision === head && <span className="change-what">{t('deploy.history.now')}</span>}
        <span className="grow" />
        <Download revision={revision} files={compared?.after ?? null} />
        {mayDeploy && revision !== head && <Rollback revision={revision} head={head} />}
      </header>
      {item && (
        <p>
          {item.author} · <span className="figures">{moment(instant(item.time) ?? 0, zone)}</span> · {localized(item.reason, names.language) || <span className="muted">{t('deploy.history.noReason')}</span>}
        </p>
      )}
      {from !== null && (
        <div className="revision-tools">
          <label>
            {t('deploy.history.compare')}{' '}
            <Select<number> size="small" popupMatchSelectWidth={false} value={from} options={others} onChange={setOther} aria-label={t('deploy.history.compare')} />
          </label>
          <Segmented<'list' | 'canvas'>
            size="small"
            value={view}
            onChange={setView}
            aria-label={t('deploy.history.view')}
            options={[
              { value: 'list', label: t('deploy.history.listView') },
              { value: 'canvas', label: t('deploy.history.canvas') },
            ]}
          />
        </div>
      )}
      {problem && <ProblemAlert problem={problem} retry={() => setOther(from)} />}
      {!compared && !problem && <Skeleton active paragraph={{ rows: 6 }} />}
      {compared && from === null && <p className="muted">{t('deploy.history.first')}</p>}
      {compared && from !== null && compared.changes.length === 0 && <p className="muted">{t('deploy.history.same')}</p>}
      {compared && view === 'list' && <ChangeList changes={compared.changes} names={names} flowTitle={names.flow} go={revision === head ? stay : null} />}
      {compared && view === 'canvas' && from !== null && (
        <Suspense fallback={<Skeleton active paragraph={{ rows: 6 }} />}>
          <Difference before={flowsIn(compared.before)} after={flowsIn(compared.after)} flowTitle={names.flow} />
        </Suspense>
      )}
    </section>
  )
}
