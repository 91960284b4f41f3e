import { Button, Divider, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { logIn, type Names } from '../api/account'
import { ApiError } from '../api/call'
import { localized } from '../model/text'
import type { Text } from '../model/types'
import { useSession } from '../state/session'
import { useSettings } from '../state/settings'
import { Refusal } from './Refusal'

const NEEDED = [{ required: true, message: '' }]
/** Faults after which a one-time password is asked for. */
export const CODE = new Set(['code-needed', 'wrong-code'])

/** Asks for name and password, for a one-time password where one is needed, or leads to the provider. */
export function PasswordForm({ provider }: { provider: Text | null }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const begin = useSession((session) => session.begin)
  const [refused, setRefused] = useState<ApiError | null>(null)
  const [needsCode, setNeedsCode] = useState(false)
  const [busy, setBusy] = useState(false)
  const submit = async (names: Names) => {
    setBusy(true)
    try {
      const begun = await logIn(names, language)
      begin(begun.csrf, begun.must_change)
    } catch (error) {
      setBusy(false)
      if (!(error instanceof ApiError)) throw error
      setNeedsCode((before) => before || error.problem.faults.some(({ code }) => CODE.has(code)))
      setRefused(error)
    }
  }
  return (
    <>
      {refused && <Refusal problem={refused.problem} />}
      <Form layout="vertical" onFinish={(names: Names) => void submit(names)} requiredMark={false}>
        <Form.Item name="user" label={t('login.user')} rules={NEEDED}>
          <Input size="large" autoFocus autoComplete="username" autoCapitalize="none" spellCheck={false} />
        </Form.Item>
        <Form.Item name="password" label={t('login.password')} rules={NEEDED}>
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
        {needsCode && (
          <Form.Item name="code" label={t('login.code')} rules={NEEDED}>
            <Input size="large" inputMode="numeric" autoComplete="one-time-code" autoFocus />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" size="large" block loading={busy}>
          {t('login.submit')}
        </Button>
      </Form>
      {provider !== null && (
        <>
          <Divider plain>{t('login.or')}</Divider>
          <Button size="large" block href="api/v1/oidc/login">
            {localized(provider, language)}
          </Button>
        </>
      )}
    </>
  )
}
