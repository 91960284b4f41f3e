import { Checkbox, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { condition } from '../../api/client'
import type { Role } from '../../model/people'
import { FormDialog } from '../../parts/FormDialog'
import { RightChoices } from '../../parts/RightChoices'
import { useWorkspace } from '../../state/workspace'

interface Values {
  id: string
  en: string
  zh: string
  rights: string[]
}

/** A role of the plant's own: what it is called in both languages, and its rights. */
export function RoleDialog({ role, close }: { role: Role | null; close: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const named = typeof role?.title === 'string' ? { en: role.title, zh: role.title } : (role?.title ?? {})
  const initial: Values = { id: role?.role ?? '', en: named.en ?? '', zh: named.zh ?? '', rights: role?.rights ?? ['view'] }
  const submit = ({ id, en, zh, rights }: Values) =>
    client.send('PUT', `roles/${encodeURIComponent(role?.role ?? id)}`, { title: { en: en || zh, zh: zh || en }, rights }, condition(role?.etag ?? null))
  const needed = [{ required: true, message: t('dialog.needed') }]
  return (
    <FormDialog<Values> title={t(role ? 'roles.edit' : 'roles.add')} ok={t(role ? 'dialog.save' : 'roles.add')} initial={initial} submit={submit} close={close} width={560}>
      {!role && (
        <Form.Item name="id" label={t('roles.id')} extra={t('roles.idHelp')} rules={needed}>
          <Input autoFocus autoCapitalize="none" spellCheck={false} maxLength={64} />
        </Form.Item>
      )}
      <Form.Item name="en" label={t('roles.en')} rules={[({ getFieldValue }) => ({ required: !getFieldValue('zh'), message: t('roles.oneName') })]}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="zh" label={t('roles.zh')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="rights" label={t('roles.rights')} rules={needed}>
        <Checkbox.Group className="right-choices">
          <RightChoices />
        </Checkbox.Group>
      </Form.Item>
    </FormDialog>
  )
}
