import { AutoComplete, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LEVELS, type Level } from '../../model/logs'
import { FormDialog } from '../../parts/FormDialog'
import { Moment } from '../../parts/Moment'
import { useTried } from '../../state/useAct'
import { useOne } from '../../state/useList'
import { useWorkspace } from '../../state/workspace'
import { useFlowChoices } from './LogFilter'

interface Rule {
  target: string
  level: Level
  until: string | null
  author: string
}

const EVERY = 30_000

/** Which lines are written down: the level of all, and what is set otherwise for a while. */
export function LogLevels() {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const tried = useTried()
  const { data, retry } = useOne<{ default: Level; items: Rule[] }>('logs/levels', EVERY)
  const [adding, setAdding] = useState(false)
  if (!data) return null
  const back = (target: string) => void tried(() => client.send('DELETE', `logs/levels/${encodeURIComponent(target)}`)).then(retry)
  const close = () => {
    setAdding(false)
    retry()
  }
  return (
    <section className="level-row">
      <span>{t('logs.default', { level: t(`logs.level.${data.default}`) })}</span>
      {data.items.map(({ target, level, until, author }) => (
        <span key={target} className="level-rule" title={author}>
          <span className="code">{target === '*' ? t('logs.all') : target}</span> {t(`logs.level.${level}`)}
          {until && (
            <span className="muted small">
              {t('logs.until')} <Moment time={until} />
            </span>
          )}
          <Button size="small" aria-label={t('logs.backOf', { target })} onClick={() => back(target)}>
            {t('logs.back')}
          </Button>
        </span>
      ))}
      <Button size="small" onClick={() => setAdding(true)}>
        {t('logs.set')}
      </Button>
      {adding && <LevelDialog close={close} />}
    </section>
  )
}

const DURATIONS = ['15m', '1h', '8h', ''] as const

function LevelDialog({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const flows = useFlowChoices()
  const targets = [{ value: '*', label: t('logs.all') }, ...flows]
  const submit = ({ target, level, lasts, reason }: { target: string; level: Level; lasts: string; reason: string }) =>
    client.send('PUT', `logs/levels/${encodeURIComponent(target)}`, { level, for: lasts || null, reason })
  return (
    <FormDialog title={t('logs.set')} ok={t('logs.set')} initial={{ target: '', level: 'debug', lasts: '1h', reason: '' }} submit={submit} close={close}>
      <Form.Item name="target" label={t('logs.target')} extra={t('logs.targetHelp')} rules={[{ required: true, message: t('dialog.needed') }]}>
        <AutoComplete options={targets} />
      </Form.Item>
      <Form.Item name="level" label={t('logs.leastLevel')}>
        <Select options={LEVELS.map((value) => ({ value, label: t(`logs.level.${value}`) }))} />
      </Form.Item>
      <Form.Item name="lasts" label={t('logs.lasts')}>
        <Select options={DURATIONS.map((value) => ({ value, label: value ? t(`logs.for.${value}`) : t('logs.forEver') }))} />
      </Form.Item>
      <Form.Item name="reason" label={t('dialog.reason')}>
        <Input maxLength={200} />
      </Form.Item>
    </FormDialog>
  )
}
