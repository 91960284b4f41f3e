import { DownOutlined, UpOutlined } from '@ant-design/icons'
import { Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Inspector } from '../inspector/Inspector'
import type { Scope } from '../model/document'
import { useOffered } from '../state/commands'
import { usePartOfGraph } from '../state/documents'
import { useSelection } from '../state/selection'
import { useText } from '../state/useText'

/** On a phone the inspector comes from below, over the canvas; a line below the canvas names what is chosen. */
export default function FormSheet({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  useOffered([{ id: 'inspect', title: 'inspector.open', keys: ['Alt+Enter'], run: () => setOpen(true) }])
  const say = useText()
  const chosen = useSelection(({ nodes }) => (nodes.length === 1 ? nodes[0] : undefined))
  const name = usePartOfGraph(scope, (graph) => say(chosen === undefined ? undefined : graph?.nodes[chosen]?.name, chosen))
  return (
    <>
      <button type="button" className="form-bar" aria-expanded={open} onClick={() => setOpen(true)}>
        <UpOutlined aria-hidden />
        <span className="clip">{name || t('editor.inspector')}</span>
        {name && <span className="muted">{t('editor.inspector')}</span>}
      </button>
      <Drawer open={open} placement="bottom" size="85%" title={name || t('editor.inspector')} closeIcon={<DownOutlined />} onClose={() => setOpen(false)} className="form-sheet" styles={{ body: { padding: 0 } }} destroyOnHidden>
        <Inspector scope={scope} />
      </Drawer>
    </>
  )
}
