import { DownOutlined, UpOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DebugPanel } from './DebugPanel'

/** The debug stream at the bottom of the page; it folds to a line. */
export function DebugDrawer({ flow }: { flow: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(true)
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
      {open && <DebugPanel flow={flow} />}
    </section>
  )
}
