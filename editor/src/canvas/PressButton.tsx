import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client'
import { useProblemTexts } from '../parts/useProblemTexts'
import { useMayAt } from '../state/me'
import { useNodeState, useRunning } from '../state/running'
import { useWorkspace } from '../state/workspace'

/** Gives an inject node its own message. It works on what runs: a node that was not deployed yet cannot be pressed. */
export function PressButton({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const { message, modal } = App.useApp()
  const say = useProblemTexts()
  const runs = useNodeState(id) !== undefined
  const may = useMayAt('operate', `flow:${useRunning(({ flow }) => flow)}`)
  const press = async () => {
    const { flow, prefix } = useRunning.getState()
    try {
      await client.inject(flow, prefix + id)
      void message.success(t('nodes.injected', { name }))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const { title, lines } = say(error.problem)
      modal.error({ title, content: lines.map((line) => <div key={line}>{line}</div>) })
    }
  }
  const title = !may ? t('nodes.injectMayNot') : runs ? t('canvas.press', { name }) : t('canvas.pressNot')
  return (
    <button type="button" className="press nodrag nokey" disabled={!runs || !may} title={title} aria-label={title} onClick={() => void press()} onDoubleClick={(event) => event.stopPropagation()}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d="M5 3l8 5-8 5z" />
      </svg>
    </button>
  )
}
