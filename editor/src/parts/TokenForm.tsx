import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { pastedToken } from '../model/token'
import { useSession } from '../state/session'

/** Asks for the start token and says where it is. */
export function TokenForm() {
  const { t } = useTranslation()
  const signIn = useSession((session) => session.signIn)
  const submit = ({ token }: { token: string }) => signIn(pastedToken(token))
  return (
    <>
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
    </>
  )
}
