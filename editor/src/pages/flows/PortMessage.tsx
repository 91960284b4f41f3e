import { useTranslation } from 'react-i18next'
import { parts } from '../../model/reading'
import { readable } from '../../model/value'
import type { Tap } from '../../model/wires'
import { Age } from '../../parts/Age'
import { QualityTag } from '../../parts/QualityTag'
import { useSample } from '../../state/useTaps'

/** The last message at a port, with its points where it carries several. */
export function PortMessage({ tap }: { tap: Tap }) {
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
