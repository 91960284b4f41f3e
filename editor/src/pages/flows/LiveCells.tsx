import { useTranslation } from 'react-i18next'
import { count } from '../../model/format'
import type { NodeRow } from '../../model/order'
import { nodeStatus } from '../../model/status'
import { localized } from '../../model/text'
import type { NodeState } from '../../model/types'
import type { Tap } from '../../model/wires'
import { StatusTag } from '../../parts/StatusTag'
import { useSettings } from '../../state/settings'
import { InjectButton } from './InjectButton'
import { ValueCells } from './ValueCells'

export interface LiveCellsProps {
  flow: string
  row: NodeRow
  name: string
  state: NodeState | undefined
  running: boolean
  taps: readonly Tap[]
}

/** The cells of a node's row that change while it works. */
export function LiveCells({ flow, row, name, state, running, taps }: LiveCellsProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const { tone, word } = nodeStatus(state, running, row.disabled)
  const said = localized(state?.text, language)
  return (
    <>
      <td className="col-status">
        <StatusTag tone={tone}>{t(`state.${word}`)}</StatusTag>
        {said && (
          <div className="muted small clip" title={said}>
            {said}
          </div>
        )}
      </td>
      <ValueCells taps={taps} />
      <Count label={t('nodes.received')} value={state?.received} />
      <Count label={t('nodes.sent')} value={state?.sent} />
      <td className="col-errors number" data-label={t('nodes.errors')}>
        {state?.errors ? (
          <StatusTag tone="attention">{count(state.errors, language)}</StatusTag>
        ) : (
          <span className="muted">{state ? 0 : '–'}</span>
        )}
      </td>
      <td className="col-action">
        {row.type === 'core.inject' && !row.disabled && (
          <InjectButton flow={flow} node={row.id} name={name} running={running} />
        )}
      </td>
    </>
  )
}

function Count({ label, value }: { label: string; value: number | undefined }) {
  const language = useSettings((settings) => settings.language)
  return (
    <td className="col-count number" data-label={label}>
      {value === undefined ? <span className="muted">–</span> : count(value, language)}
    </td>
  )
}
