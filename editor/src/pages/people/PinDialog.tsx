import { Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { User } from '../../model/people'
import { FormDialog } from '../../parts/FormDialog'
import { useTried } from '../../state/useAct'
import { useWorkspace } from '../../state/workspace'

/** Gives a person a PIN for signing on at a station, or takes it away. */
export function PinDialog({ user, close }: { user: User; close: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const tried = useTried()
  const path = `users/${encodeURIComponent(user.user)}/pin`
  const remove = async () => {
    if (await tried(() => client.send('DELETE', path), t('users.pinGone'))) close()
  }
  return (
    <FormDialog title={t('users.pinOf', { user: user.user })} ok={t('users.pinSet')} submit={({ pin }: { pin: string }) => client.send('PUT', path, { pin })} close={close}>
      <p>{t('users.pinHelp')}</p>
      <PinField />
      {user.pin && (
        <Button danger onClick={() => void remove()}>
          {t('users.pinDelete')}
        </Button>
      )}
    </FormDialog>
  )
}

/** Four to twelve digits. */
export function PinField() {
  const { t } = useTranslation()
  return (
    <Form.Item name="pin" label={t('users.pin')} rules={[{ required: true, pattern: /^\d{4,12}$/, message: t('users.pinRule') }]}>
      <Input.Password inputMode="numeric" autoComplete="off" maxLength={12} autoFocus />
    </Form.Item>
  )
}
