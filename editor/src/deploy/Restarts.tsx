import { useTranslation } from 'react-i18next'
import type { Plan } from './plan'
import type { AllNames } from './useNames'

const ROWS = ['restart', 'start', 'stop'] as const
/** Names that are told; the rest is counted. */
const MOST = 12

/** What a deploy does to running nodes: how many, and which. */
export function Restarts({ plan, names, done = false }: { plan: Plan; names: AllNames; done?: boolean }) {
  const { t } = useTranslation()
  const rows = ROWS.filter((row) => plan[row].length > 0)
  return (
    <section className="restarts" aria-label={t('deploy.restart.title')}>
      <h3>{t(done ? 'deploy.restart.done' : 'deploy.restart.title')}</h3>
      {rows.length === 0 && <p>{t('deploy.restart.nothing')}</p>}
      <dl className="restart-rows">
        {rows.map((row) => (
          <Row key={row} title={t(`deploy.restart.${row}`, { count: plan[row].length })} nodes={plan[row]} names={names} />
        ))}
        {plan.keep.length > 0 && (
          <>
            <dt>{t('deploy.restart.keep', { count: plan.keep.length })}</dt>
            <dd className="muted">{t('deploy.restart.others')}</dd>
          </>
        )}
      </dl>
      {plan.keep.length === 0 && <p className="muted">{t('deploy.restart.others')}</p>}
    </section>
  )
}

function Row({ title, nodes, names }: { title: string; nodes: readonly string[]; names: AllNames }) {
  const { t } = useTranslation()
  const more = nodes.length - MOST
  const flows = new Set(nodes.map((path) => path.split('/')[0]))
  const said = nodes.slice(0, MOST).map((path) => (flows.size > 1 ? `${names.flow(path.split('/')[0] ?? '')} › ${names.node(path)}` : names.node(path)))
  return (
    <>
      <dt>{title}</dt>
      <dd>
        {said.join(' · ')}
        {more > 0 && <span className="muted"> · {t('deploy.review.more', { count: more })}</span>}
      </dd>
    </>
  )
}
