import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import type { NodeRow as Row } from '../../model/order'
import type { FlowDocument } from '../../model/document'
import type { FlowState } from '../../model/types'
import type { Tap } from '../../model/wires'
import { NodeRow } from './NodeRow'

interface NodeTableProps {
  document: FlowDocument
  /** Its nodes in order. */
  rows: Row[]
  state: FlowState | null
  taps: Map<string, Tap[]>
}

const NO_TAPS: Tap[] = []

/** The nodes from sources to sinks, with what they do now. */
export function NodeTable({ document, rows, state, taps }: NodeTableProps) {
  const { t } = useTranslation()
  const injects = rows.some((row) => row.type === 'core.inject')
  if (rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('nodes.empty')} />
  return (
    <table className={injects ? 'grid nodes' : 'grid nodes no-inject'}>
      <thead>
        <tr>
          <th className="col-name">{t('nodes.name')}</th>
          <th className="col-status">{t('nodes.status')}</th>
          <th>{t('nodes.value')}</th>
          <th className="col-quality">{t('nodes.quality')}</th>
          <th className="col-age number">{t('nodes.age')}</th>
          <th className="col-count number">{t('nodes.received')}</th>
          <th className="col-count number">{t('nodes.sent')}</th>
          <th className="col-errors number">{t('nodes.errors')}</th>
          <th className="col-action" aria-label={t('nodes.inject')} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <NodeRow
            key={row.id}
            flow={document.id}
            row={row}
            state={state?.nodes[row.id]}
            running={state?.running ?? false}
            taps={taps.get(row.id) ?? NO_TAPS}
          />
        ))}
      </tbody>
    </table>
  )
}
