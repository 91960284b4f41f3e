import { ApiOutlined } from '@ant-design/icons'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Text } from '../model/types'
import { useProblemTexts } from '../parts/useProblemTexts'
import { problemIn } from '../state/sharedSaving'
import { useText } from '../state/useText'
import { useWorkspace } from '../state/workspace'

interface Answer {
  ok: boolean
  text: string
}

/** Longer than the runtime lets a peer take. */
const PATIENCE = 20_000

interface ConnectionTestProps {
  id: string
  disabled: boolean
  ready: () => Promise<void>
  /** In a row of a list. */
  small?: boolean
}

/** Tries a connection as it is drafted, and says in plain words how that went. */
export function ConnectionTest({ id, disabled, ready, small = false }: ConnectionTestProps) {
  const { t } = useTranslation()
  const say = useText()
  const problemTexts = useProblemTexts()
  const { client } = useWorkspace()
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [busy, setBusy] = useState(false)
  const test = async () => {
    setBusy(true)
    setAnswer(null)
    try {
      await ready()
      const asked = { method: 'POST', patience: PATIENCE }
      const { ok, text, seconds } = await client.call<{ ok: boolean; text: Text; seconds: number }>(`connections/${encodeURIComponent(id)}/test`, asked)
      setAnswer({ ok, text: ok ? t('forms.connection.works', { seconds }) : say(text) })
    } catch (error) {
      const { title, lines } = problemTexts(problemIn(error))
      setAnswer({ ok: false, text: [title, ...lines].join(' ') })
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="connection-test">
      <Button size={small ? 'small' : 'middle'} icon={<ApiOutlined />} disabled={disabled} loading={busy} onClick={() => void test()}>
        {t('forms.connection.test')}
      </Button>
      {answer && <Alert type={answer.ok ? 'success' : 'error'} showIcon title={answer.text} />}
    </div>
  )
}
