import { Alert, Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { pastedToken } from '../model/token'
import { useSession } from '../state/session'
import { Brand } from './Brand'
import { SettingsMenu } from './SettingsMenu'

/** Asks for the start token and says where it is. */
export function Login() {
  const { t } = useTranslation()
  const { refused, signIn } = useSession()
  const submit = ({ token }: { token: string }) => signIn(pastedToken(token))
  return (
    <div className="login">
      <header className="login-bar">
        <Brand />
        <SettingsMenu />
      </header>
      <main className="login-box">
        <h1>{t('login.title')}</h1>
        {refused && <Alert type="warning" showIcon title={t('login.refused')} />}
        <p>{t('login.explain')}</p>
        <code className="login-file">{t('login.file')}</code>
        <Form layout="vertical" onFinish={submit} requiredMark={false} autoComplete="off">
          <Form.Item name="token" label={t('login.label')} rules={[{ required: true, whitespace: true, message: '' }]}>
            <Input.Password size="large" autoFocus />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block>
            {t('login.submit')}
          </Button>
        </Form>
      </main>
    </div>
  )
}
