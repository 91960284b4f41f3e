import { DownOutlined, UpOutlined } from '@ant-design/icons'
import { Drawer as Sheet } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Drawer } from '../drawer/Drawer'
import { FaultsMark } from '../drawer/FaultsMark'
import { LettersMark } from '../drawer/LettersMark'
import { useFaultsKept } from '../drawer/useFaultsKept'
import { Inspector } from '../inspector/Inspector'
import type { Scope } from '../model/document'
import { useOffered } from '../state/commands'
import { usePartOfGraph } from '../state/documents'
import { useSelection } from '../state/selection'
import { useNodeName } from '../state/useNodeName'

/** On a phone the inspector and the drawer come from below, over the canvas; a line below it opens them and says what is chosen and what is wrong. */
export default function Sheets({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'form' | 'drawer' | null>(null)
  const close = () => setOpen(null)
  useOffered([{ id: 'inspect', title: 'inspector.open', keys: ['Alt+Enter'], run: () => setOpen('form') }])
  useFaultsKept(scope)
  // What is chosen in the drawer, such as the place of a fault, is looked at next.
  useEffect(() => useSelection.subscribe(({ nodes }) => setOpen((now) => (now === 'drawer' && nodes.length ? 'form' : now))), [])
  const say = useNodeName()
  const chosen = useSelection(({ nodes }) => (nodes.length === 1 ? nodes[0] : undefined))
  const name = usePartOfGraph(scope, (graph) => (chosen === undefined ? '' : say(chosen, graph?.nodes[chosen])))
  const bar = useRef<HTMLDivElement>(null)
  // What had the focus before may be gone: a line of the other sheet.
  const afterOpenChange = (shown: boolean) => {
    if (!shown && document.activeElement === document.body) bar.current?.querySelector('button')?.focus()
  }
  const sheet = { afterOpenChange, placement: 'bottom', size: '85%', onClose: close, closeIcon: <DownOutlined />, styles: { body: { padding: 0 } }, destroyOnHidden: true } as const
  return (
    <div className="sheet-bar" ref={bar}>
      <button type="button" aria-expanded={open === 'form'} onClick={() => setOpen('form')}>
        <UpOutlined aria-hidden />
        <strong className="clip">{name || t('editor.inspector')}</strong>
        {name && <span className="muted">{t('editor.inspector')}</span>}
      </button>
      <button type="button" aria-expanded={open === 'drawer'} onClick={() => setOpen('drawer')}>
        <span>{t('drawer.sheet')}</span>
        <FaultsMark scope={scope} />
        <LettersMark scope={scope} />
      </button>
      <Sheet {...sheet} open={open === 'form'} title={name || t('editor.inspector')}>
        <Inspector scope={scope} />
      </Sheet>
      <Sheet {...sheet} open={open === 'drawer'} title={t('drawer.sheet')} className="drawer-sheet">
        <Drawer scope={scope} open setOpen={() => undefined} />
      </Sheet>
    </div>
  )
}
