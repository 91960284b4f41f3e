import { PlayCircleOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/client'
import { useProblemTexts } from '../../parts/useProblemTexts'
import { useMayAt } from '../../state/me'
import { useWorkspace } from '../../state/workspace'

interface InjectButtonProps {
  flow: string
  node: string
  name: string
  running: boolean
}

/** Gives an inject node its own message, and says whether it was taken. */
export function InjectButton({ flow, node, name, running }: InjectButtonProps) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const { message, modal } = App.useApp()
  const say = useProblemTexts()
  const may = useMayAt('operate', `flow:${flow}`)
  const [busy, setBusy] = useState(false)
  const inject = async () => {
    setBusy(true)
    try {
      await client.inject(flow, node)
      void message.success(t('nodes.injected', { name }))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const { title, lines } = say(error.problem)
      modal.error({ title, content: lines.map((line) => <div key={line}>{line}</div>) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      size="small"
      icon={<PlayCircleOutlined />}
      disabled={!running || !may}
      loading={busy}
      title={!may ? t('nodes.injectMayNot') : running ? undefined : t('nodes.injectStopped')}
      onClick={() => void inject()}
    >
      {t('nodes.inject')}
    </Button>
  )
}
