import { CheckCircleOutlined } from '@ant-design/icons'
import { Alert, Button, Form, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../model/problem'
import { Refusal } from '../parts/Refusal'
import { useProject } from '../state/project'
import { useWorkspace } from '../state/workspace'
import { problemIn, type Plan } from './plan'

interface SecondPersonProps {
  plan: Plan
  record: Record<string, unknown>
  flowTitle: (flow: string) => string
  signed: string | null
  sign: (name: string) => void
}

interface Shown {
  user: string
  secret: string
  code?: string
}

/** Asks somebody else to agree to just these changes; whoever is signed in stays so. */
export function SecondPerson({ plan, record, flowTitle, signed, sign }: SecondPersonProps) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const project = useProject((known) => known.project)
  const [by, setBy] = useState<'password' | 'pin'>('password')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const [needsCode, setNeedsCode] = useState(false)
  const submit = async ({ user, secret, code }: Shown) => {
    setBusy(true)
    setProblem(null)
    try {
      const signer = { user, [by]: secret, ...(code ? { code } : {}) }
      await client.send('POST', 'signatures', { signer, meaning: 'confirm', record, area: areaOf(plan.protected, project?.settings.areas) })
      sign(user)
    } catch (error) {
      const refused = problemIn(error)
      if (refused.faults.some((each) => each.code === 'code-needed' || each.code === 'wrong-code')) setNeedsCode(true)
      setProblem(refused)
    } finally {
      setBusy(false)
    }
  }
  if (signed !== null) return <Alert type="success" icon={<CheckCircleOutlined />} showIcon title={t('deploy.second.signed', { name: signed })} />
  return (
    <section className="second" aria-label={t('deploy.second.title')}>
      <h3>{t('deploy.second.title')}</h3>
      <p className="muted">{t('deploy.second.explain', { flows: plan.protected.map(flowTitle).join(' · ') })}</p>
      <Form layout="vertical" requiredMark={false} onFinish={(shown: Shown) => void submit(shown)}>
        <Form.Item name="user" label={t('deploy.second.user')} rules={[{ required: true, message: '' }]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item label={t('deploy.second.with')}>
          <Segmented
            block
            aria-label={t('deploy.second.with')}
            value={by}
            onChange={setBy}
            options={[
              { value: 'password', label: t('deploy.second.password') },
              { value: 'pin', label: t('deploy.second.pin') },
            ]}
          />
        </Form.Item>
        <Form.Item name="secret" label={t(`deploy.second.${by}`)} rules={[{ required: true, message: '' }]}>
          <Input.Password autoComplete="off" />
        </Form.Item>
        {needsCode && (
          <Form.Item name="code" label={t('deploy.second.code')} rules={[{ required: true, message: '' }]}>
            <Input autoComplete="off" inputMode="numeric" />
          </Form.Item>
        )}
        <Button htmlType="submit" loading={busy}>
          {t('deploy.second.sign')}
        </Button>
      </Form>
      {problem && <Refusal problem={problem} />}
    </section>
  )
}

/** The one area that all these flows are in: there a right of the signer must count. */
function areaOf(flows: readonly string[], areas: Record<string, { flows?: string[] }> = {}): string {
  const found = Object.entries(areas).find(([, area]) => flows.every((flow) => area.flows?.includes(flow)))
  return found?.[0] ?? ''
}
