import { DownOutlined, UpOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeRow } from '../../model/order'
import { DebugPanel } from './DebugPanel'

/** The debug stream at the bottom of the page; it folds to a line, and is folded where no node would speak. */
export function DebugDrawer({ flow, rows }: { flow: string; rows: NodeRow[] }) {
  const { t } = useTranslation()
  const [chosen, setOpen] = useState<boolean | null>(null)
  const open = chosen ?? rows.some((row) => row.type === 'core.debug')
  return (
    <section className={open ? 'drawer open' : 'drawer'} aria-label={t('debug.tab')}>
      <Button
        type="text"
        className="drawer-fold"
        icon={open ? <DownOutlined /> : <UpOutlined />}
        iconPlacement="end"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {t('debug.tab')}
      </Button>
      {open && <DebugPanel flow={flow} rows={rows} />}
    </section>
  )
}
