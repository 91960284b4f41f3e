import { Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../model/problem'
import { useProblemTexts } from '../parts/useProblemTexts'
import { useSecrets } from '../state/secrets'
import { problemIn } from '../state/sharedSaving'
import { Said } from './Said'

/** Sets a secret. What is typed here goes to the runtime and is never shown again. */
export function SecretDialog({ name: known, done }: { name: string; done: (name: string | null) => void }) {
  const { t } = useTranslation()
  const say = useProblemTexts()
  const { set } = useSecrets()
  const id = useId()
  const [name, setName] = useState(known)
  const [value, setValue] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const keep = () => {
    setBusy(true)
    set(name, value).then(
      () => done(name),
      (error: unknown) => {
        setProblem(problemIn(error))
        setBusy(false)
      },
    )
  }
  const said = problem && say(problem)
  return (
    <Modal
      open
      title={t('forms.secret.title')}
      okText={t('forms.secret.keep')}
      cancelText={t('forms.cancel')}
      okButtonProps={{ disabled: !name || !value, loading: busy }}
      onOk={keep}
      onCancel={() => done(null)}
    >
      <div className="form-fields">
        <p className="muted">{t('forms.secret.explain')}</p>
        <label htmlFor={`${id}n`}>{t('forms.secret.name')}</label>
        <Input id={`${id}n`} className="code" value={name} placeholder="PLC_PASSWORD" autoComplete="off" onChange={({ target }) => setName(target.value)} />
        <label htmlFor={`${id}v`}>{t('forms.secret.value')}</label>
        <Input.Password id={`${id}v`} value={value} autoComplete="new-password" onChange={({ target }) => setValue(target.value)} />
        {said && <Said fault={{ severity: 'error', message: said.title, hint: said.lines.join(' ') }} />}
      </div>
    </Modal>
  )
}
