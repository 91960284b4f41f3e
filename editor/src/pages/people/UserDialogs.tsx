import { useTranslation } from 'react-i18next'
import type { User } from '../../model/people'
import { FormDialog } from '../../parts/FormDialog'
import { useWorkspace } from '../../state/workspace'
import { BadgesDialog } from './BadgesDialog'
import { PasswordDialog } from './PasswordDialog'
import { PinDialog } from './PinDialog'
import { SessionsDialog } from './SessionsDialog'
import { UserDialog } from './UserDialog'

export const USER_ACTS = ['edit', 'password', 'badges', 'pin', 'sessions', 'totp', 'delete'] as const

/** What an administrator does with a person; null: with somebody new. */
export type UserAct = { act: 'add'; user: null } | { act: (typeof USER_ACTS)[number]; user: User }

interface UserDialogsProps {
  asked: UserAct
  ask: (asked: UserAct | null) => void
  changed: () => void
  /** A password was made that somebody has to be told. */
  made: (made: Made) => void
}

export interface Made {
  user: string
  password: string
}

/** The dialog of what was asked for. */
export function UserDialogs({ asked, ask, changed, made }: UserDialogsProps) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const close = () => {
    changed()
    ask(null)
  }
  if (asked.act === 'add') return <UserDialog user={null} close={close} made={made} />
  const { user } = asked
  const path = `users/${encodeURIComponent(user.user)}`
  switch (asked.act) {
    case 'edit':
      return <UserDialog user={user} close={close} made={made} />
    case 'password':
      return <PasswordDialog user={user} close={close} made={made} />
    case 'badges':
      return <BadgesDialog user={user} close={close} />
    case 'pin':
      return <PinDialog user={user} close={close} />
    case 'sessions':
      return <SessionsDialog title={t('users.sessionsOf', { user: user.user })} path={`${path}/sessions`} all={`${path}/sessions`} close={close} />
    case 'totp':
      return (
        <FormDialog title={t('users.act.totp')} ok={t('users.act.totp')} danger submit={() => client.send('DELETE', `${path}/totp`)} close={close}>
          <p>{t('users.totpLost', { user: user.user })}</p>
        </FormDialog>
      )
    case 'delete':
      return (
        <FormDialog
          title={t('users.deleteOf', { user: user.user })}
          ok={t('users.act.delete')}
          danger
          submit={() => client.send('DELETE', path, undefined, { 'If-Match': user.etag })}
          close={close}
        >
          <p>{t('users.deleteLost')}</p>
        </FormDialog>
      )
  }
}
