import { useTranslation } from 'react-i18next'
import { reading } from '../../model/reading'
import type { Tap } from '../../model/wires'
import { Age } from '../../parts/Age'
import { QualityTag } from '../../parts/QualityTag'
import { useFresh } from '../../state/live'
import { useNewest } from '../../state/useTaps'

/** Last value with unit, its quality and its age: three cells of a node's row. */
export function ValueCells({ taps }: { taps: readonly Tap[] }) {
  const { t } = useTranslation()
  const newest = useNewest(taps)
  const fresh = useFresh()
  if (!newest) {
    return (
      <>
        <td className="col-value muted" data-label={t('nodes.value')}>
          {taps.length ? t('nodes.waiting') : '–'}
        </td>
        <td className="col-quality muted">–</td>
        <td className="col-age number muted">–</td>
      </>
    )
  }
  const { text, unit, tag, quality, reason, time, simulated } = reading(newest.sample.message)
  const { side, port } = newest.tap
  const where = t(side === 'out' ? 'nodes.output' : 'nodes.input', { port })
  return (
    <>
      <td className={fresh ? 'col-value' : 'col-value stale'} data-label={t('nodes.value')}>
        <span className="value figures" title={`${where}: ${text}${unit ? ` ${unit}` : ''}`}>
          <span className="clip">{text}</span>
          {unit && <span className="unit">{unit}</span>}
        </span>
        <span className="value-notes small">
          {taps.length > 1 && <span className="port-name code">{port}</span>}
          {tag && <span className="tag code clip" title={tag}>{tag}</span>}
          {simulated && <span className="value-mark">{t('nodes.simulated')}</span>}
        </span>
      </td>
      <td className="col-quality">{quality ? <QualityTag quality={quality} reason={reason} /> : <span className="muted">–</span>}</td>
      <td className="col-age number">
        <Age time={time ?? newest.sample.at} />
      </td>
    </>
  )
}
