import { SendOutlined } from '@ant-design/icons'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CodeField } from '../forms/code/CodeField'
import { labelOf } from '../forms/control'
import { Said } from '../forms/Said'
import { parseExactly, writeValue } from '../model/lossless'
import { isRecord } from '../model/reading'
import type { Problem } from '../model/problem'
import type { Port } from '../model/types'
import { useProblemTexts } from '../parts/useProblemTexts'
import { useMayAt } from '../state/me'
import { problemIn } from '../state/sharedSaving'
import { useText } from '../state/useText'
import { useWorkspace } from '../state/workspace'

const FIRST = '{\n  "payload": 0\n}'
const NO_FAULTS = [] as const

/** Gives a running node a message that a person writes. */
export function GiveMessage({ flow, node, inputs }: { flow: string; node: string; inputs: readonly Port[] }) {
  const { t } = useTranslation()
  const say = useText()
  const sayProblem = useProblemTexts()
  const { client } = useWorkspace()
  const { message: notice } = App.useApp()
  const [text, setText] = useState(FIRST)
  const [port, setPort] = useState(inputs[0]?.name ?? 'in')
  const [problem, setProblem] = useState<Problem | null>(null)
  const may = useMayAt('operate', `flow:${flow}`)
  const message = read(text)
  const give = () => {
    const path = `flows/${encodeURIComponent(flow)}/nodes/${encodeURIComponent(node)}/receive`
    client.call(path, { method: 'POST', body: writeValue({ message, port }) }).then(
      () => {
        setProblem(null)
        void notice.success(t('inspector.live.sent'))
      },
      (error: unknown) => setProblem(problemIn(error)),
    )
  }
  const said = problem && sayProblem(problem)
  return (
    <section className="give">
      <h3 id={labelOf('give')}>{t('inspector.live.give')}</h3>
      <CodeField id="give" language="json" value={text} onChange={setText} disabled={false} invalid={message === null} faults={NO_FAULTS} />
      {message === null && <Said fault={{ severity: 'error', message: t('forms.wrong.json') }} />}
      <div className="give-line">
        {inputs.length > 1 && (
          <Select aria-label={t('inspector.help.input')} value={port} options={inputs.map(({ name, title }) => ({ value: name, label: say(title, name) }))} onChange={setPort} />
        )}
        <Button icon={<SendOutlined />} disabled={message === null || !may} title={may ? undefined : t('nodes.injectMayNot')} onClick={give}>
          {t('inspector.live.send')}
        </Button>
      </div>
      {said && <Said fault={{ severity: 'error', message: said.title, hint: said.lines.join(' ') }} />}
    </section>
  )
}

function read(text: string): Record<string, unknown> | null {
  try {
    const value = parseExactly(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}
