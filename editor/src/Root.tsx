import { App, ConfigProvider } from 'antd'
import { lazy, Suspense, useEffect, useMemo } from 'react'
import { ways } from './api/account'
import { locales } from './i18n'
import { nonce } from './nonce'
import { SignedIn } from './SignedIn'
import { STILL, useMedia, useNarrow } from './state/useMedia'
import { useRoute } from './state/useRoute'
import { useSession } from './state/session'
import { useSettings } from './state/settings'
import { useStation } from './state/station'
import { themeConfig } from './theme'

const csp = nonce ? { nonce } : {}

/** Theme, language, and whether somebody is signed in. */
export function Root() {
  const { language, look } = useSettings()
  const systemDark = useMedia('(prefers-color-scheme: dark)')
  const dark = look === 'auto' ? systemDark : look === 'dark'
  const phone = useNarrow()
  const still = useMedia(STILL)
  const locale = locales[language] // it is there before its language is spoken
  const theme = useMemo(() => themeConfig(dark, phone, still), [dark, phone, still])
  useEffect(() => {
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light'
  }, [dark])
  return (
    <ConfigProvider csp={csp} theme={theme} button={{ autoInsertSpace: false }} {...(locale && { locale })}>
      <App className="app">
        <Page />
      </App>
    </ConfigProvider>
  )
}

const ChangePassword = lazy(async () => ({ default: (await import('./parts/ChangePassword')).ChangePassword }))
const Login = lazy(async () => ({ default: (await import('./parts/Login')).Login }))
const StationPage = lazy(() => import('./pages/station/StationPage'))

/** What somebody may see by now; nothing while that is being asked. */
function Page() {
  const { known, credential, mustChange } = useSession()
  const route = useRoute()
  const station = useStation(({ id }) => id)
  useEffect(() => {
    if (known) return
    const { begin, nobody } = useSession.getState()
    ways(useSettings.getState().language).then(({ session }) => {
      if (session === null) nobody()
      else begin(session.csrf, session.must_change)
    }, nobody)
  }, [known])
  if (!known) return null
  if (route.page === 'station' || (credential === null && station !== null)) {
    return (
      <Suspense fallback={null}>
        <StationPage code={route.page === 'station' ? route.code : null} />
      </Suspense>
    )
  }
  if (credential === null || mustChange) {
    return <Suspense fallback={null}>{credential === null ? <Login /> : <ChangePassword credential={credential} />}</Suspense>
  }
  return <SignedIn key={credential.by === 'token' ? credential.token : credential.csrf} credential={credential} />
}
