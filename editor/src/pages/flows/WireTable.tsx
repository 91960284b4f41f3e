import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { count, latency, rate } from '../../model/format'
import type { FlowDocument } from '../../model/document'
import type { FlowState } from '../../model/types'
import { wiresInOrder, type End, type WireRow as Row } from '../../model/wires'
import { useSettings } from '../../state/settings'
import { useNodeName } from '../../state/useNodeName'

/** The wires with what passes them. */
export function WireTable({ document, state }: { document: FlowDocument; state: FlowState | null }) {
  const { t } = useTranslation()
  const wires = wiresInOrder(document, state?.wires ?? {})
  if (wires.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('wires.empty')} />
  return (
    <table className="grid wires">
      <thead>
        <tr>
          <th>{t('wires.from')}</th>
          <th>{t('wires.to')}</th>
          <th className="col-policy">{t('wires.policy')}</th>
          <th className="col-count number">{t('wires.count')}</th>
          <th className="col-count number">{t('wires.rate')}</th>
          <th className="col-count number">{t('wires.depth')}</th>
          <th className="col-count number">{t('wires.latency')}</th>
        </tr>
      </thead>
      <tbody>
        {wires.map((wire) => (
          <WireRow key={wire.id} wire={wire} document={document} />
        ))}
      </tbody>
    </table>
  )
}

const POLICIES = ['direct', 'bounded', 'durable'] as const

function WireRow({ wire, document }: { wire: Row; document: FlowDocument }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const { id, from, to, state } = wire
  const policy = POLICIES.find((each) => each === wire.policy)
  return (
    <tr className="row" title={id}>
      <td className="col-end" data-label={t('wires.from')}>
        <EndName end={from} document={document} />
      </td>
      <td className="col-end" data-label={t('wires.to')}>
        <EndName end={to} document={document} />
      </td>
      <td className="col-policy" data-label={t('wires.policy')}>
        {policy ? t(`wires.${policy}`) : wire.policy || '–'}
      </td>
      <td className="col-count number" data-label={t('wires.count')}>
        {state ? count(state.count, language) : '–'}
      </td>
      <td className="col-count number" data-label={t('wires.rate')}>
        {rate(state?.rate, language)}
      </td>
      <td className="col-count number" data-label={t('wires.depth')}>
        {state?.depth === null || state?.depth === undefined ? '–' : count(state.depth, language)}
      </td>
      <td className="col-count number" data-label={t('wires.latency')}>
        {latency(state?.latency)}
      </td>
    </tr>
  )
}

function EndName({ end, document }: { end: End; document: FlowDocument }) {
  const say = useNodeName()
  return (
    <span className="clip">
      {say(end.node, document.nodes[end.node])} {end.port && <span className="port-name code">{end.port}</span>}
    </span>
  )
}
