import { Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import { useOffered } from '../state/commands'
import { Inspector } from './Inspector'

/** Where there is no room beside the canvas: what is chosen, in a sheet over its lower part, when it is asked for. */
export default function InspectorSheet({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  useOffered([{ id: 'inspect', title: 'inspector.open', keys: ['Alt+Enter'], run: () => setOpen(true) }])
  return (
    <Drawer open={open} placement="bottom" size="75%" title={t('editor.inspector')} onClose={() => setOpen(false)} className="inspector-sheet" styles={{ body: { padding: 0 } }} destroyOnHidden>
      <Inspector scope={scope} />
    </Drawer>
  )
}
