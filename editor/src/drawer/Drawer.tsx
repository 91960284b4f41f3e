import { DownOutlined, UpOutlined } from '@ant-design/icons'
import { Button, Skeleton } from 'antd'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import { useMe } from '../state/me'
import { TABS } from './tabs'

interface DrawerProps {
  scope: Scope
  open: boolean
  setOpen: (open: boolean) => void
}

const KEY = 'sinterflow.drawer'

/** Whether somebody has chosen a tab or folded the drawer in this browser: it does not open by itself any more. */
export const isDealtWith = () => localStorage.getItem(KEY) !== null

/** What the flow says, at the bottom: folded it is a line of titles. */
export function Drawer({ scope, open, setOpen }: DrawerProps) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(() => localStorage.getItem(KEY) ?? '')
  const me = useMe((known) => known.me)
  const tabs = TABS.filter(({ right }) => right === undefined || me === null || me.rights.includes(right))
  const tab = tabs.find(({ id }) => id === chosen) ?? TABS[0]
  const choose = (id: string) => {
    setChosen(id)
    put(id, !open || id !== tab?.id)
  }
  const put = (id: string, wanted: boolean) => {
    localStorage.setItem(KEY, id)
    setOpen(wanted)
  }
  return (
    <section className="editor-drawer" aria-label={t('drawer.label')}>
      <div className="drawer-bar">
        <div className="drawer-tabs" role="tablist" aria-label={t('drawer.label')}>
          {tabs.map(({ id, title, Mark }) => (
            <button key={id} type="button" role="tab" className="drawer-tab" aria-selected={open && id === tab?.id} onClick={() => choose(id)}>
              {t(title)} {Mark && <Mark scope={scope} />}
            </button>
          ))}
        </div>
        <span className="grow" />
        <Button
          size="small"
          type="text"
          icon={open ? <DownOutlined /> : <UpOutlined />}
          aria-expanded={open}
          aria-label={t(open ? 'drawer.fold' : 'drawer.unfold')}
          title={t(open ? 'drawer.fold' : 'drawer.unfold')}
          onClick={() => put(tab?.id ?? '', !open)}
        />
      </div>
      {open && tab && (
        <div className="drawer-content" role="tabpanel" aria-label={t(tab.title)}>
          <Suspense fallback={<Skeleton active title={false} />}>
            <tab.Content scope={scope} />
          </Suspense>
        </div>
      )}
    </section>
  )
}
