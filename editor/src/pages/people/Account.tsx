import { App, Button, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LANGUAGES } from '../../i18n'
import type { Language } from '../../model/types'
import { PageHead } from '../../parts/ListPage'
import { StatusTag } from '../../parts/StatusTag'
import { useMe, type Me } from '../../state/me'
import { useAreas, useRights } from '../../state/useRoles'
import { useSettings } from '../../state/settings'
import { useChosenLanguage } from '../../shell/UserMenu'
import { NewPasswordDialog, NewPinDialog } from './OwnSecrets'
import { SessionList } from './SessionsDialog'
import { TotpDialog } from './TotpDialog'

/** The account of who is signed in: how they show who they are, where they are logged in, what they may do. */
export default function Account() {
  const { t } = useTranslation()
  const me = useMe((known) => known.me)
  if (!me) return null
  const person = me.user !== null && me.by === 'session'
  return (
    <>
      <PageHead title={t('project.tabs.me')} />
      <section className="panel">
        <h2>{me.name}</h2>
        <p className="muted">{[me.user ?? me.author, me.station && t('sessions.station', { station: me.station })].filter(Boolean).join(' · ')}</p>
        {!person && <p>{t('account.program')}</p>}
        <LanguageChoice />
      </section>
      {person && <ShowsPanel me={me} />}
      {person && (
        <section className="panel">
          <h2>{t('sessions.title')}</h2>
          <SessionList path="me/sessions" all={null} />
        </section>
      )}
      <RightsPanel me={me} />
    </>
  )
}

function LanguageChoice() {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const choose = useChosenLanguage()
  const options = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))
  return <Radio.Group optionType="button" aria-label={t('settings.language')} options={options} value={language} onChange={({ target }) => choose(target.value as Language)} />
}

/** Password, one-time passwords and PIN. */
function ShowsPanel({ me }: { me: Me }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [asked, ask] = useState<'password' | 'pin' | 'totp' | null>(null)
  const done = () => void message.success(t('account.changed'))
  return (
    <section className="panel">
      <h2>{t('account.shows')}</h2>
      <dl className="facts">
        <dt>{t('login.password')}</dt>
        <dd>
          <Button onClick={() => ask('password')}>{t('account.newPassword')}</Button>
        </dd>
        <dt>{t('account.totp')}</dt>
        <dd>
          <StatusTag tone={me.totp ? 'neutral' : 'off'}>{t(me.totp ? 'account.totpOn' : 'account.totpOff')}</StatusTag>
          <Button onClick={() => ask('totp')}>{t(me.totp ? 'account.totpEnd' : 'account.totpSet')}</Button>
        </dd>
        <dt>{t('users.pin')}</dt>
        <dd>
          <Button onClick={() => ask('pin')}>{t('users.pinSet')}</Button>
        </dd>
      </dl>
      {asked === 'password' && <NewPasswordDialog close={() => ask(null)} done={done} />}
      {asked === 'pin' && <NewPinDialog close={() => ask(null)} done={done} />}
      {asked === 'totp' && <TotpDialog on={me.totp} close={() => ask(null)} done={done} />}
    </section>
  )
}

function RightsPanel({ me }: { me: Me }) {
  const { t } = useTranslation()
  const { rights } = useRights()
  const { titleOf } = useRights()
  const areas = useAreas()
  const inOrder = (has: readonly string[]) => rights.map(({ right }) => right).filter((right) => has.includes(right))
  return (
    <section className="panel">
      <h2>{t('account.rights')}</h2>
      {me.rights.length > 0 && <RightList title={t('users.wholePlant')} rights={inOrder(me.rights).map(titleOf)} />}
      {Object.entries(me.areas).map(([area, has]) => (
        <RightList key={area} title={areas.titleOf(area)} rights={inOrder(has).map(titleOf)} />
      ))}
    </section>
  )
}

function RightList({ title, rights }: { title: string; rights: string[] }) {
  return (
    <>
      <h3>{title}</h3>
      <ul className="plain-list">
        {rights.map((right) => (
          <li key={right}>{right}</li>
        ))}
      </ul>
    </>
  )
}
