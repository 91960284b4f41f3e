import { Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../model/people'
import { newPassword } from '../../model/passwords'
import { FormDialog } from '../../parts/FormDialog'
import { useWorkspace } from '../../state/workspace'

interface PasswordDialogProps {
  user: User
  close: () => void
  made: (made: { user: string; password: string }) => void
}

/** Gives a person another password, which they change at the next log-in. */
export function PasswordDialog({ user, close, made }: PasswordDialogProps) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const [way, setWay] = useState<'made' | 'typed'>('made')
  const submit = async ({ password }: { password?: string }) => {
    const given = way === 'made' ? newPassword() : (password ?? '')
    await client.send('PUT', `users/${encodeURIComponent(user.user)}/password`, { password: given })
    if (way === 'made') made({ user: user.user, password: given })
  }
  const ways = (['made', 'typed'] as const).map((value) => ({ value, label: t(`users.first.${value}`) }))
  return (
    <FormDialog title={t('users.passwordOf', { user: user.user })} ok={t('users.act.password')} submit={submit} close={close}>
      <p>{t('users.passwordEnds')}</p>
      <Radio.Group options={ways} vertical value={way} onChange={({ target }) => setWay(target.value as 'made' | 'typed')} />
      {way === 'typed' && (
        <Form.Item name="password" label={t('login.password')} rules={[{ required: true, min: 8, message: t('users.passwordHelp') }]}>
          <Input.Password autoComplete="new-password" maxLength={256} autoFocus />
        </Form.Item>
      )}
    </FormDialog>
  )
}
