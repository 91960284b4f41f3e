import { Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../parts/FormDialog'
import { readMe } from '../../state/me'
import { useWorkspace } from '../../state/workspace'
import { OldPassword } from './OwnSecrets'

/** `POST /me/totp`: nothing counts until a first code confirms it. */
interface Enrolled {
  secret: string
  uri: string
  svg: string
  setup: string
}

interface TotpDialogProps {
  /** Whether one-time passwords are asked for now. */
  on: boolean
  close: () => void
  done: () => void
}

/** Sets up one-time passwords: password, QR code, first code; or does without them again. */
export function TotpDialog({ on, close, done }: TotpDialogProps) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const [enrolled, setEnrolled] = useState<Enrolled | null>(null)
  // What it was opened for: `on` is the other way round once that is done.
  const [ends] = useState(on)
  const changed = async () => {
    await readMe(client)
    done()
    close()
  }
  if (ends) {
    const end = async ({ password }: { password: string }) => {
      await client.send('DELETE', 'me/totp', { password })
      await changed()
    }
    return (
      <FormDialog title={t('account.totpEnd')} ok={t('account.totpEnd')} danger submit={end} close={close}>
        <p>{t('account.totpEndLost')}</p>
        <OldPassword name="password" label={t('login.password')} />
      </FormDialog>
    )
  }
  if (!enrolled) {
    const begin = async (given: { password: string }) => setEnrolled(await client.send<Enrolled>('POST', 'me/totp', given))
    return (
      <FormDialog key="password" title={t('account.totpSet')} ok={t('dialog.next')} submit={begin} close={() => undefined} cancel={close}>
        <p>{t('account.totpExplain')}</p>
        <OldPassword name="password" label={t('login.password')} />
      </FormDialog>
    )
  }
  const confirm = async ({ code }: { code: string }) => {
    await client.send('PUT', 'me/totp', { setup: enrolled.setup, code: code.replace(/\s/g, '') })
    await changed()
  }
  return (
    <FormDialog key="code" title={t('account.totpSet')} ok={t('account.totpConfirm')} submit={confirm} close={() => undefined} cancel={close}>
      <p>{t('account.totpScan')}</p>
      <img className="qr" alt={t('account.totpQr')} src={`data:image/svg+xml,${encodeURIComponent(enrolled.svg)}`} />
      <p>
        {t('account.totpType')} <code className="totp-secret">{enrolled.secret}</code>
      </p>
      <Form.Item name="code" label={t('login.code')} rules={[{ required: true, pattern: /^[\d\s]{6,8}$/, message: t('account.sixDigits') }]}>
        <Input inputMode="numeric" autoComplete="one-time-code" autoFocus maxLength={8} />
      </Form.Item>
    </FormDialog>
  )
}
