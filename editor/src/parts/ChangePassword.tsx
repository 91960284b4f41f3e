import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changePassword, logOut } from '../api/account'
import { ApiError } from '../api/call'
import { useSession, type Credential } from '../state/session'
import { useSettings } from '../state/settings'
import { LoginBox } from './LoginBox'
import { Refusal } from './Refusal'

const NEEDED = { required: true, message: '' }

interface Passwords {
  old: string
  password: string
}

/** The first thing after a log-in with a password that somebody else has chosen. */
export function ChangePassword({ credential }: { credential: Credential }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const { changed, signOut } = useSession()
  const [refused, setRefused] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async ({ old, password }: Passwords) => {
    setBusy(true)
    try {
      await changePassword(credential, old, password, language)
      changed()
    } catch (error) {
      setBusy(false)
      if (!(error instanceof ApiError)) throw error
      setRefused(error)
    }
  }
  const leave = () => {
    logOut(credential, language).catch(() => undefined)
    signOut()
  }
  return (
    <LoginBox title={t('login.change.title')}>
      <p>{t('login.change.explain')}</p>
      {refused && <Refusal problem={refused.problem} />}
      <Form layout="vertical" onFinish={(given: Passwords) => void submit(given)} requiredMark={false}>
        <Form.Item name="old" label={t('login.change.old')} rules={[NEEDED]}>
          <Input.Password size="large" autoFocus autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="password" label={t('login.change.new')} rules={[NEEDED]}>
          <Input.Password size="large" autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('login.change.again')}
          dependencies={['password']}
          rules={[
            NEEDED,
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                !value || value === getFieldValue('password')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('login.change.differ'))),
            }),
          ]}
        >
          <Input.Password size="large" autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={busy}>
          {t('login.change.submit')}
        </Button>
      </Form>
      <Button type="link" onClick={leave}>
        {t('login.out')}
      </Button>
    </LoginBox>
  )
}
