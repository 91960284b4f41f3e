import { Alert, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ways, type Ways } from '../api/account'
import { useSession } from '../state/session'
import { useSettings } from '../state/settings'
import { LoginBox } from './LoginBox'
import { PasswordForm } from './PasswordForm'
import { TokenForm } from './TokenForm'

type Way = 'people' | 'token'

/** Asks who it is: by name and password, or, while that counts, by the start token. */
export function Login() {
  const { t } = useTranslation()
  const refused = useSession((session) => session.refused)
  const [known, setKnown] = useState<Pick<Ways, 'start_token' | 'provider'> | null>(null)
  const [chosen, choose] = useState<Way | null>(null)
  useEffect(() => {
    ways(useSettings.getState().language).then(setKnown, () => setKnown({ start_token: false, provider: null }))
  }, [])
  const way = chosen ?? (known?.start_token ? 'token' : 'people')
  const options = (['people', 'token'] as const).map((value) => ({ value, label: t(`login.by.${value}`) }))
  return (
    <LoginBox title={t('login.title')}>
      {refused && <Alert type="warning" showIcon title={t(`login.refused.${refused}`)} />}
      {/* What is chosen before it is known what counts here would be changed again under somebody's hand. */}
      {known && (
        <>
          <Segmented block options={options} value={way} onChange={choose} aria-label={t('login.by.label')} />
          {way === 'people' ? <PasswordForm provider={known.provider} /> : <TokenForm />}
        </>
      )}
    </LoginBox>
  )
}
