import { LogoutOutlined, UserOutlined } from '@ant-design/icons'
import { Button, Dropdown, type MenuProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { logOut } from '../api/account'
import { LANGUAGES } from '../i18n'
import { hashOf } from '../model/route'
import { LOOKS, type Look } from '../model/settings'
import type { Language } from '../model/types'
import { inTime } from '../state/inTime'
import { useMe } from '../state/me'
import { useSession } from '../state/session'
import { useSettings } from '../state/settings'
import { useStationLeft } from '../state/useStationKept'
import { useWorkspace } from '../state/workspace'

/** Who is here, and what is theirs: the account, language, look, and leaving. */
export function UserMenu() {
  const { t } = useTranslation()
  const me = useMe((known) => known.me)
  const { language, look, setLook } = useSettings()
  const chooseLanguage = useChosenLanguage()
  const leave = useLeave()
  const name = me?.name ?? t('menu.somebody')
  const items: MenuProps['items'] = [
    { key: 'who', type: 'group', label: <Who name={name} /> },
    { key: 'account', label: <a href={hashOf({ page: 'project', tab: 'me' })}>{t('project.tabs.me')}</a> },
    { type: 'divider' },
    { key: 'language', type: 'group', label: t('settings.language'), children: Object.entries(LANGUAGES).map(([key, label]) => ({ key, label })) },
    { key: 'look', type: 'group', label: t('settings.look'), children: LOOKS.map((key) => ({ key, label: t(`settings.${key}`) })) },
    { type: 'divider' },
    { key: 'leave', icon: <LogoutOutlined />, label: t(me?.station ? 'station.signOff' : 'login.out') },
  ]
  const choose = ({ key }: { key: string }) => {
    if (key === 'leave') leave()
    else if (key in LANGUAGES) chooseLanguage(key as Language)
    else if (LOOKS.some((each) => each === key)) setLook(key as Look)
  }
  return (
    <Dropdown menu={{ items, selectable: true, selectedKeys: [language, look], onClick: choose }} trigger={['click']} placement="bottomRight">
      <Button type="text" icon={<UserOutlined />} aria-label={t('menu.of', { name })} title={name} className="user-button">
        <span className="wide-only clip">{name}</span>
      </Button>
    </Dropdown>
  )
}

function Who({ name }: { name: string }) {
  const { t } = useTranslation()
  const me = useMe((known) => known.me)
  const more = [me?.user !== name && me?.user, me?.station && t('sessions.station', { station: me.station })].filter(Boolean)
  return (
    <span className="two-lines">
      <strong>{name}</strong>
      {more.length > 0 && <span className="muted small">{more.join(' · ')}</span>}
    </span>
  )
}

/** A person's language is kept for every browser; a program has none. */
export function useChosenLanguage(): (language: Language) => void {
  const { client } = useWorkspace()
  const person = useMe(({ me }) => me !== null && me.user !== null && me.by !== 'token')
  return (language) => {
    useSettings.getState().setLanguage(language)
    if (person) client.send('PUT', 'me/language', { language }).catch(() => undefined)
  }
}

/** Logs out, or signs off at a station. */
function useLeave(): () => void {
  const { credential, signOut } = useSession()
  const station = useMe(({ me }) => me?.station)
  const off = useStationLeft()
  if (station) return off
  return () => {
    // The login page asks whose session this browser has: it is to be over by then.
    const over = credential?.by === 'session' ? logOut(credential, useSettings.getState().language) : Promise.resolve()
    void inTime(over).then(() => signOut())
  }
}
