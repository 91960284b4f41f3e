import { Skeleton, theme } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bytes } from '../../model/bytes'
import { rate } from '../../model/format'
import { instant, isRecord } from '../../model/reading'
import { noSeries, withSample, type Series } from '../../model/series'
import { useSettings } from '../../state/settings'
import { useHeard } from '../../state/useHeard'

const LiveChart = lazy(() => import('../../parts/LiveChart'))

/** Seconds that are shown, and after which a pause is a gap. */
const SPAN = 300
const GAP = 3
const MEMORY_GAP = 15

/** What passes through the flows, what waits on their wires, and the memory, since the page was opened. */
export function HealthCharts({ memory }: { memory: number | null }) {
  const { t } = useTranslation()
  const { token } = theme.useToken()
  const language = useSettings((settings) => settings.language)
  const [rates, setRates] = useState<Series>(noSeries(2))
  const [waiting, setWaiting] = useState<Series>(noSeries(1))
  const used = useMemory(memory)
  useHeard('metrics', (events) => {
    for (const { time, data } of events) {
      const at = (instant(time) ?? Date.now()) / 1000
      const [received, sent, depth] = (['received', 'sent', 'depth'] as const).map((name) => summed(data, name))
      setRates((last) => withSample(last, at, [received ?? null, sent ?? null], SPAN, GAP))
      setWaiting((last) => withSample(last, at, [depth ?? null], SPAN, GAP))
    }
  })
  const perSecond = (value: number) => t('health.perSecond', { rate: rate(value, language) })
  const messages = (value: number) => rate(value, language)
  return (
    <Suspense fallback={<Skeleton active />}>
      <section className="panel">
        <h2>{t('health.messages')}</h2>
        <LiveChart span={SPAN} title={t('health.messages')} say={perSecond} series={rates} lines={[{ label: t('health.received'), color: token.colorPrimary }, { label: t('health.sent'), color: token.purple }]} />
      </section>
      <div className="chart-pair">
        <section className="panel">
          <h2>{t('health.waiting')}</h2>
          <LiveChart span={SPAN} title={t('health.waiting')} say={messages} series={waiting} lines={[{ label: t('health.waiting'), color: token.colorPrimary }]} height={140} />
        </section>
        <section className="panel">
          <h2>{t('health.memory')}</h2>
          <LiveChart span={SPAN} title={t('health.memory')} say={(value) => bytes(value, language)} series={used} lines={[{ label: t('health.memory'), color: token.colorPrimary }]} height={140} />
        </section>
      </div>
    </Suspense>
  )
}

/** Each answer about the memory as a sample. */
function useMemory(memory: number | null): Series {
  const [series, setSeries] = useState<Series>(noSeries(1))
  useEffect(() => {
    if (memory === null) return undefined
    const timer = setTimeout(() => setSeries((last) => withSample(last, Date.now() / 1000, [memory], SPAN, MEMORY_GAP)))
    return () => clearTimeout(timer)
  }, [memory])
  return series
}

/** A figure of all flows together; null in the first second, when there is no rate yet. */
function summed(data: unknown, name: 'received' | 'sent' | 'depth'): number | null {
  const flows = isRecord(data) && isRecord(data['flows']) ? Object.values(data['flows']) : []
  const figures = flows.flatMap((flow) => (isRecord(flow) && typeof flow[name] === 'number' ? [flow[name]] : []))
  return figures.length || flows.length === 0 ? figures.reduce((sum, each) => sum + each, 0) : null
}
