import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../parts/FormDialog'
import { useWorkspace } from '../../state/workspace'
import { PinField } from './PinDialog'

interface OwnDialogProps {
  close: () => void
  /** It was changed. */
  done: () => void
}

/** Changes one's own password; whoever knew the old one is out everywhere else. */
export function NewPasswordDialog({ close, done }: OwnDialogProps) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const submit = async (given: { old: string; password: string }) => {
    await client.send('PUT', 'me/password', { old: given.old, new: given.password })
    done()
  }
  return (
    <FormDialog title={t('account.newPassword')} ok={t('login.change.submit')} submit={submit} close={close}>
      <p>{t('account.passwordEnds')}</p>
      <OldPassword name="old" label={t('login.change.old')} />
      <Form.Item name="password" label={t('login.change.new')} extra={t('users.passwordHelp')} rules={[{ required: true, min: 8, message: t('users.passwordHelp') }]}>
        <Input.Password autoComplete="new-password" maxLength={256} />
      </Form.Item>
    </FormDialog>
  )
}

/** Sets one's own PIN for signing on at a station. */
export function NewPinDialog({ close, done }: OwnDialogProps) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const submit = async (given: { pin: string; password: string }) => {
    await client.send('PUT', 'me/pin', given)
    done()
  }
  return (
    <FormDialog title={t('users.pinSet')} ok={t('users.pinSet')} submit={submit} close={close}>
      <p>{t('users.pinHelp')}</p>
      <OldPassword name="password" label={t('login.password')} />
      <PinField />
    </FormDialog>
  )
}

/** A browser that was left open is not enough: the password is asked for once more. */
export function OldPassword({ name, label }: { name: string; label: string }) {
  const { t } = useTranslation()
  return (
    <Form.Item name={name} label={label} rules={[{ required: true, message: t('dialog.needed') }]}>
      <Input.Password autoComplete="current-password" autoFocus />
    </Form.Item>
  )
}
