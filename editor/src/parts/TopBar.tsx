import { DisconnectOutlined, LogoutOutlined, SyncOutlined, WifiOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFresh, useLive } from '../state/live'
import { useSession } from '../state/session'
import { Brand } from './Brand'
import { SettingsMenu } from './SettingsMenu'

/** The bar at the top: whose page it is, whether it is live, settings. */
export function TopBar() {
  const { t } = useTranslation()
  const signOut = useSession((session) => session.signOut)
  return (
    <header className="top-bar">
      <Brand />
      <LinkChip />
      <span className="grow" />
      <SettingsMenu />
      <Button
        type="text"
        icon={<LogoutOutlined />}
        aria-label={t('login.out')}
        title={t('login.out')}
        onClick={() => signOut()}
      />
    </header>
  )
}

function LinkChip() {
  const { t } = useTranslation()
  const fresh = useFresh()
  const connecting = useLive(({ link }) => link.is === 'connecting')
  if (fresh) {
    return (
      <span className="link-chip" role="status">
        <WifiOutlined /> {t('link.open')}
      </span>
    )
  }
  return (
    <span className={connecting ? 'link-chip' : 'link-chip tone-attention'} role="status">
      {connecting ? <SyncOutlined /> : <DisconnectOutlined />}{' '}
      <span className="wide-only">{t(connecting ? 'link.trying' : 'link.down')}</span>
    </span>
  )
}
