import { useTranslation } from 'react-i18next'
import type { NodeRow } from '../../model/order'
import type { Tap } from '../../model/wires'
import { PortMessage } from './PortMessage'

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
