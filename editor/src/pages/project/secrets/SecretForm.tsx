import { Form, Input, Modal, type InputRef } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../../api/client'
import type { Problem } from '../../../model/problem'
import { Refusal } from '../../../parts/Refusal'
import { useWorkspace } from '../../../state/workspace'

interface SecretFormProps {
  /** Empty: a new one. */
  name: string
  close: (saved: boolean) => void
}

/** Sets a secret. Its value stays in the field and nowhere else on the page, and goes with the window. */
export function SecretForm({ name: given, close }: SecretFormProps) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const [name, setName] = useState(given)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const field = useRef<InputRef>(null)
  const save = async () => {
    const input = field.current?.input
    if (!input?.value || !name) return input?.focus()
    setBusy(true)
    try {
      await client.send('PUT', `secrets/${encodeURIComponent(name)}`, { value: input.value })
      input.value = ''
      close(true)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setProblem(error.problem)
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      destroyOnHidden
      title={given ? t('project.secrets.replaceTitle', { name: given }) : t('project.secrets.addTitle')}
      okText={t('project.secrets.save')}
      confirmLoading={busy}
      onOk={() => void save()}
      onCancel={() => close(false)}
    >
      <Form layout="vertical" component="div">
        {!given && (
          <Form.Item label={t('project.secrets.name')} htmlFor="secret-name" extra={t('project.secrets.nameHint')}>
            <Input id="secret-name" autoFocus className="code" autoComplete="off" value={name} onChange={({ target }) => setName(target.value.trim())} />
          </Form.Item>
        )}
        <Form.Item label={t('project.secrets.value')} htmlFor="secret-value" extra={t('project.secrets.valueHint')}>
          <Input id="secret-value" ref={field} type="password" autoComplete="new-password" autoFocus={given !== ''} onPressEnter={() => void save()} />
        </Form.Item>
      </Form>
      {problem && <Refusal problem={problem} />}
    </Modal>
  )
}
