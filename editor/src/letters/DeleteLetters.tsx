import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Letter } from '../model/letters'
import { FormDialog } from '../parts/FormDialog'

interface DeleteLettersProps {
  list: readonly Letter[]
  remove: (ids: readonly string[], reason: string) => Promise<void>
  close: () => void
}

/** What is deleted is lost, so somebody says why. */
export function DeleteLetters({ list, remove, close }: DeleteLettersProps) {
  const { t } = useTranslation()
  const submit = ({ reason }: { reason: string }) => remove(list.map(({ id }) => id), reason)
  return (
    <FormDialog title={t('letters.deleteTitle', { count: list.length })} ok={t('dialog.delete')} danger submit={submit} close={close}>
      <p>{t('letters.deleteLost')}</p>
      <Form.Item name="reason" label={t('dialog.reason')} rules={[{ required: true, whitespace: true, message: t('dialog.needed') }]}>
        <Input.TextArea autoFocus rows={2} maxLength={1000} />
      </Form.Item>
    </FormDialog>
  )
}
