import { RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { count } from '../../model/format'
import type { NodeRow as Row } from '../../model/order'
import { nodeStatus } from '../../model/status'
import { localized } from '../../model/text'
import type { NodeState } from '../../model/types'
import type { Tap } from '../../model/wires'
import { StatusTag } from '../../parts/StatusTag'
import { useSettings } from '../../state/settings'
import { useTaps } from '../../state/useTaps'
import { useVisible } from '../../state/useVisible'
import { InjectButton } from './InjectButton'
import { NodeDetails } from './NodeDetails'
import { ValueCells } from './ValueCells'

interface NodeRowProps {
  flow: string
  row: Row
  state: NodeState | undefined
  running: boolean
  taps: readonly Tap[]
}

/** One node: what it is, how it stands, what it sent last. It listens only while it is on the screen. */
export function NodeRow({ flow, row, state, running, taps }: NodeRowProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const [open, setOpen] = useState(false)
  const [ref, visible] = useVisible()
  useTaps(taps, visible)
  const name = localized(row.name, language, row.id)
  const { tone, word } = nodeStatus(state, running, row.disabled)
  const said = localized(state?.text, language)
  return (
    <>
      <tr ref={ref} className={open ? 'row open' : 'row'}>
        <td className="col-name" style={{ paddingInlineStart: 4 + row.depth * 16 }}>
          <Button
            type="text"
            size="small"
            className="expander"
            icon={<RightOutlined rotate={open ? 90 : 0} />}
            aria-expanded={open}
            aria-label={t('nodes.details', { name })}
            onClick={() => setOpen(!open)}
          />
          <span className="node-name">
            <span title={`${name} (${row.id})`}>{name}</span>
            <span className="muted code small">{row.type}</span>
          </span>
        </td>
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
      </tr>
      {open && <NodeDetails row={row} said={said} taps={taps} />}
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
