import { Alert, Form, Input, Radio, Select, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/client'
import { LANGUAGES } from '../../i18n'
import { grantKey, grantOf, type User } from '../../model/people'
import { newPassword } from '../../model/passwords'
import { FormDialog } from '../../parts/FormDialog'
import { useAreas, useRoles } from '../../state/useRoles'
import { useWorkspace } from '../../state/workspace'

interface Values {
  user: string
  name: string
  language: string
  grants: string[]
  enabled: boolean
  first: 'made' | 'typed' | 'none'
  password: string
}

interface UserDialogProps {
  /** Null: somebody new. */
  user: User | null
  close: () => void
  /** A password that was made here, to be told. */
  made: (made: { user: string; password: string }) => void
}

/** Who a person is and what they may do. */
export function UserDialog({ user, close, made }: UserDialogProps) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const [now, setNow] = useState(user)
  const [stale, setStale] = useState(false)
  const options = useGrantOptions()
  const initial: Values = now
    ? { user: now.user, name: now.name, language: now.language, grants: now.grants.map(grantKey), enabled: !now.disabled, first: 'none', password: '' }
    : { user: '', name: '', language: '', grants: [], enabled: true, first: 'made', password: '' }

  const submit = async ({ user: id, name, language, grants, enabled, first, password }: Values) => {
    const what = { name, language, grants: grants.map(grantOf), disabled: now !== null && !enabled }
    if (!now) {
      const given = first === 'made' ? newPassword() : password
      await client.send('POST', 'users', { user: id, ...what, ...(first === 'none' ? {} : { password: given }) })
      if (first === 'made') made({ user: id, password: given })
      return
    }
    const path = `users/${encodeURIComponent(now.user)}`
    try {
      await client.send('PUT', path, { ...what, subject: now.subject }, { 'If-Match': now.etag })
    } catch (error) {
      if (!(error instanceof ApiError) || error.problem.status !== 412) throw error
      // What the other made of this person is shown; what was typed here is on top of it and can be saved again.
      setNow(await client.get<User>(path))
      setStale(true)
      throw error
    }
  }
  return (
    <FormDialog<Values> title={now ? t('users.editOf', { user: now.user }) : t('users.add')} ok={t(now ? 'dialog.save' : 'users.add')} initial={initial} submit={submit} close={close}>
      {stale && now && <Alert type="warning" showIcon title={t('users.stale')} description={t('users.staleNow', { grants: now.grants.map(grantKey).join(', ') || '–' })} />}
      {!now && (
        <Form.Item name="user" label={t('users.userName')} extra={t('users.userHelp')} rules={[{ required: true, message: t('dialog.needed') }]}>
          <Input autoFocus autoCapitalize="none" spellCheck={false} maxLength={64} />
        </Form.Item>
      )}
      <Form.Item name="name" label={t('users.name')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="grants" label={t('users.roles')} extra={t('users.rolesHelp')}>
        <Select mode="multiple" options={options} showSearch={{ optionFilterProp: 'label' }} />
      </Form.Item>
      <Form.Item name="language" label={t('settings.language')}>
        <Select options={[{ value: '', label: t('users.anyLanguage') }, ...Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))]} />
      </Form.Item>
      {now ? (
        <Form.Item name="enabled" label={t('users.enabled')} valuePropName="checked" extra={t('users.enabledHelp')}>
          <Switch />
        </Form.Item>
      ) : (
        <FirstPassword />
      )}
    </FormDialog>
  )
}

/** The password to begin with: made here, typed, or none for who signs on by badge or at the provider. */
function FirstPassword() {
  const { t } = useTranslation()
  const first = Form.useWatch<Values['first'] | undefined>('first')
  const ways = (['made', 'typed', 'none'] as const).map((value) => ({ value, label: t(`users.first.${value}`) }))
  return (
    <>
      <Form.Item name="first" label={t('users.first.label')}>
        <Radio.Group options={ways} vertical />
      </Form.Item>
      {first === 'typed' && (
        <Form.Item name="password" label={t('login.password')} extra={t('users.passwordHelp')} rules={[{ required: true, min: 8, message: t('users.passwordHelp') }]}>
          <Input.Password autoComplete="new-password" maxLength={256} />
        </Form.Item>
      )}
    </>
  )
}

/** Each role for the whole plant, and for each of its areas. */
function useGrantOptions() {
  const { t } = useTranslation()
  const { roles, titleOf } = useRoles()
  const { areas, titleOf: areaTitle } = useAreas()
  const whole = roles.map(({ role }) => ({ value: role, label: titleOf(role) }))
  const within = areas.map((area) => ({
    label: areaTitle(area),
    options: roles.map(({ role }) => ({ value: grantKey({ role, area }), label: `${titleOf(role)} · ${areaTitle(area)}` })),
  }))
  return [{ label: t('users.wholePlant'), options: whole }, ...within]
}
