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

/** Nodes by name; of several flows each has its line. */
function Row({ title, nodes, names }: { title: string; nodes: readonly string[]; names: AllNames }) {
  const { t } = useTranslation()
  const more = nodes.length - MOST
  const shown = nodes.slice(0, MOST)
  const flowOf = (path: string) => path.split('/')[0] ?? ''
  const flows = [...new Set(shown.map(flowOf))]
  return (
    <>
      <dt>{title}</dt>
      {flows.map((flow, index) => (
        <dd key={flow}>
          {flows.length > 1 && <span className="muted">{`${names.flow(flow)}${t('deploy.value.colon')}`}</span>}
          {shown.filter((path) => flowOf(path) === flow).map(names.node).join(' · ')}
          {more > 0 && index === flows.length - 1 && <span className="muted"> · {t('deploy.review.more', { count: more })}</span>}
        </dd>
      ))}
    </>
  )
}
