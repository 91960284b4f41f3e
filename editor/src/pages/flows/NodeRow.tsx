import { RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { memo, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeRow as Row } from '../../model/order'
import { localized } from '../../model/text'
import { useSettings } from '../../state/settings'
import { useNodeName } from '../../state/useNodeName'
import { useTaps } from '../../state/useTaps'
import { useVisible } from '../../state/useVisible'
import { LiveCells, type LiveCellsProps } from './LiveCells'
import { NodeDetails } from './NodeDetails'

/**
 * One node: what it is, how it stands, what it sent last. It listens, and follows its state, only while it is
 * on the screen: a flow may have thousands of nodes.
 */
export function NodeRow(props: Omit<LiveCellsProps, 'name'>) {
  const { row, state, taps } = props
  const language = useSettings((settings) => settings.language)
  const [open, setOpen] = useState(false)
  const [ref, visible] = useVisible()
  useTaps(taps, visible)
  const toggle = useCallback(() => setOpen((last) => !last), [])
  const name = useNodeName()(row.id, row)
  return (
    <>
      <tr ref={ref} className={open ? 'row open' : 'row'}>
        <NameCell row={row} name={name} open={open} toggle={toggle} />
        {visible ? <LiveCells {...props} name={name} /> : <td className="col-unseen" colSpan={8} />}
      </tr>
      {open && <NodeDetails row={row} said={localized(state?.text, language)} taps={taps} />}
    </>
  )
}

interface NameCellProps {
  row: Row
  name: string
  open: boolean
  toggle: () => void
}

const NameCell = memo(function NameCell({ row, name, open, toggle }: NameCellProps) {
  const { t } = useTranslation()
  return (
    <td className="col-name" style={{ paddingInlineStart: 4 + row.depth * 16 }}>
      <Button
        type="text"
        size="small"
        className="expander"
        icon={<RightOutlined rotate={open ? 90 : 0} />}
        aria-expanded={open}
        aria-label={t('nodes.details', { name })}
        onClick={toggle}
      />
      <span className="node-name">
        <span title={`${name} (${row.id})`}>{name}</span>
        <span className="muted code small">{row.type}</span>
      </span>
    </td>
  )
})
