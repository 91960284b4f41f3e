import { useTranslation } from 'react-i18next'
import { FaultLines } from '../../parts/FaultLines'
import { ListPage } from '../../parts/ListPage'
import { StatusTag } from '../../parts/StatusTag'
import { useHeardOf } from '../../state/useHeard'
import { useOne } from '../../state/useList'
import { Figures } from './Figures'
import { HealthCharts } from './HealthCharts'
import type { HealthShown } from './types'

const EVERY = 5000

/** How the gateway is: first what needs somebody, then the figures. */
export default function Health() {
  const { t } = useTranslation()
  const polled = useOne<HealthShown>('health', EVERY)
  useHeardOf('health', polled.retry)
  return (
    <ListPage title={t('project.tabs.health')} polled={polled}>
      {(health) => (
        <>
          <section aria-label={t('health.attention')} role="status">
            {health.status === 'ok' ? (
              <p className="health-ok">
                <StatusTag tone="neutral">{t('health.ok')}</StatusTag>
              </p>
            ) : (
              <>
                <h2>{t('health.attention')}</h2>
                {health.running < health.flows && (
                  <p>
                    <StatusTag tone="attention">{t('health.notRunning', { count: health.flows - health.running })}</StatusTag>
                  </p>
                )}
                <FaultLines faults={health.faults} />
              </>
            )}
          </section>
          <Figures health={health} />
          <HealthCharts memory={health.machine?.memory ?? null} />
        </>
      )}
    </ListPage>
  )
}
