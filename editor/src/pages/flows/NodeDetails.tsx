import { useTranslation } from 'react-i18next'
import type { NodeRow } from '../../model/order'
import { parts } from '../../model/reading'
import { readable } from '../../model/value'
import type { Tap } from '../../model/wires'
import { Age } from '../../parts/Age'
import { QualityTag } from '../../parts/QualityTag'
import { useSample } from '../../state/useTaps'

interface NodeDetailsProps {
  row: NodeRow
  /** What the node says of its state. */
  said: string
  taps: readonly Tap[]
}

/** What does not fit in a row: the whole status, each port's last message, and the config. */
export function NodeDetails({ row, said, taps }: NodeDetailsProps) {
  const { t } = useTranslation()
  return (
    <tr className="details">
      <td colSpan={9}>
        {said && <p className="details-said">{said}</p>}
        <div className="details-grid">
          {taps.map((tap) => (
            <PortMessage key={tap.topic} tap={tap} />
          ))}
          {taps.length === 0 && <p className="muted">{t('nodes.none')}</p>}
          <section>
            <h3>
              {t('nodes.config')} <span className="muted code">{row.id}</span>
            </h3>
            <pre>{JSON.stringify(row.config, null, 2)}</pre>
          </section>
        </div>
      </td>
    </tr>
  )
}

function PortMessage({ tap }: { tap: Tap }) {
  const { t } = useTranslation()
  const sample = useSample(tap.topic)
  const points = parts(sample?.message)
  return (
    <section>
      <h3>
        {t(tap.side === 'out' ? 'nodes.output' : 'nodes.input', { port: tap.port })}
        {sample && (
          <span className="muted figures">
            {' '}
            <Age time={sample.at} />
          </span>
        )}
      </h3>
      {!sample && <p className="muted">{t('nodes.waiting')}</p>}
      {points.length > 0 && <Points points={points} />}
      {sample && points.length === 0 && <pre>{JSON.stringify(readable(sample.message), null, 2)}</pre>}
      {sample?.truncated && <p className="muted">{t('nodes.truncated')}</p>}
    </section>
  )
}

function Points({ points }: { points: ReturnType<typeof parts> }) {
  const { t } = useTranslation()
  return (
    <table className="points figures">
      <tbody>
        {points.map(({ name, text, unit, quality, reason, time }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="number">
              {text} <span className="unit">{unit}</span>
            </td>
            <td>{quality && <QualityTag quality={quality} reason={reason} />}</td>
            <td className="number muted" aria-label={t('nodes.age')}>
              {time !== null && <Age time={time} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
