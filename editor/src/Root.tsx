import { App, ConfigProvider } from 'antd'
import enGB from 'antd/locale/en_GB'
import zhCN from 'antd/locale/zh_CN'
import { useEffect, useMemo } from 'react'
import { ways } from './api/account'
import { nonce } from './nonce'
import { ChangePassword } from './parts/ChangePassword'
import { Login } from './parts/Login'
import { SignedIn } from './SignedIn'
import { useMedia } from './state/useMedia'
import { useSession } from './state/session'
import { useSettings } from './state/settings'
import { themeConfig } from './theme'

const csp = nonce ? { nonce } : {}

/** Theme, language, and whether somebody is signed in. */
export function Root() {
  const { language, look } = useSettings()
  const systemDark = useMedia('(prefers-color-scheme: dark)')
  const dark = look === 'auto' ? systemDark : look === 'dark'
  const theme = useMemo(() => themeConfig(dark), [dark])
  useEffect(() => {
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
  }, [dark])
  return (
    <ConfigProvider csp={csp} theme={theme} button={{ autoInsertSpace: false }} locale={language === 'zh' ? zhCN : enGB}>
      <App className="app">
        <Page />
      </App>
    </ConfigProvider>
  )
}

/** What somebody may see by now; nothing while that is being asked. */
function Page() {
  const { known, credential, mustChange } = useSession()
  useEffect(() => {
    if (known) return
    const { begin, nobody } = useSession.getState()
    ways(useSettings.getState().language).then(({ session }) => {
      if (session === null) nobody()
      else begin(session.csrf, session.must_change)
    }, nobody)
  }, [known])
  if (!known) return null
  if (credential === null) return <Login />
  if (mustChange) return <ChangePassword credential={credential} />
  return <SignedIn key={credential.by === 'token' ? credential.token : credential.csrf} credential={credential} />
}
