import { DisconnectOutlined, SyncOutlined, WifiOutlined } from '@ant-design/icons'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { DeployButton } from '../deploy/DeployButton'
import { People } from '../deploy/People'
import { localized } from '../model/text'
import { useFresh, useLive } from '../state/live'
import { useProject } from '../state/project'
import { useSettings } from '../state/settings'
import { Brand } from '../parts/Brand'
import { MainNav } from './MainNav'
import { UserMenu } from './UserMenu'

/** The bar at the top: whose page it is, whether it is live, who is here. */
export function TopBar() {
  return (
    <header className="top-bar">
      <Brand />
      <ProjectName />
      <LinkChip />
      <MainNav />
      <span className="grow" />
      <People />
      <DeployButton />
      <UserMenu />
    </header>
  )
}

function ProjectName() {
  const project = useProject((known) => known.project)
  const language = useSettings((settings) => settings.language)
  const name = localized(project?.name, language)
  useEffect(() => {
    const before = document.title
    if (name) document.title = `${name} – ${before}`
    return () => {
      document.title = before
    }
  }, [name])
  if (!name) return null
  return (
    <span className="project clip" title={name}>
      {name}
    </span>
  )
}

function LinkChip() {
  const { t } = useTranslation()
  const fresh = useFresh()
  const connecting = useLive(({ link }) => link.is === 'connecting')
  if (fresh) {
    return (
      <span className="link-chip" role="status" title={t('link.open')}>
        <WifiOutlined /> <span className="wide-only">{t('link.open')}</span>
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
