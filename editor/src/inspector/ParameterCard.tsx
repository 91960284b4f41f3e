import { DeleteOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber, Select, Switch } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../forms/TextField'
import type { ParameterEntry } from '../model/document'
import { isId } from '../model/ids'
import { JsonDefault } from './JsonDefault'
import { PartField } from './PartField'

const KINDS = ['string', 'number', 'integer', 'boolean', 'choice', 'list', 'json', 'connection', 'tag', 'secret'] as const

interface CardProps {
  name: string
  entry: ParameterEntry
  taken: readonly string[]
  onRename: (name: string) => void
  onChange: (entry: ParameterEntry) => void
  onRemove: () => void
}

/** One parameter: what it is called, what it takes, and what it is when nobody says otherwise. */
export function ParameterCard({ name, entry, taken, onRename, onChange, onRemove }: CardProps) {
  const { t } = useTranslation()
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? name
  const wrong = text !== name && (!isId(text) || taken.includes(text))
  const rename = () => {
    if (wrong) return
    setTyped(null)
    if (text !== name) onRename(text)
  }
  const set = (key: string, value: unknown) => {
    const rest = Object.fromEntries(Object.entries(entry).filter(([each]) => each !== key)) as ParameterEntry
    onChange(value === undefined || value === '' ? rest : { ...entry, [key]: value })
  }
  const kind = (type: string) => onChange(Object.fromEntries(Object.entries({ ...entry, type }).filter(([key]) => key !== 'default' && (key !== 'choices' || type === 'choice'))) as ParameterEntry)
  return (
    <div className="parameter-card">
      <PartField label={t('parts.parameters.name')} id={`${id}n`} wrong={wrong} {...(wrong ? { help: t('parts.parameters.badName') } : {})}>
        <Input id={`${id}n`} value={text} status={wrong ? 'error' : ''} onChange={({ target }) => setTyped(target.value)} onBlur={rename} onPressEnter={rename} />
      </PartField>
      <PartField label={t('parts.parameters.kind')} id={`${id}k`}>
        <Select id={`${id}k`} value={entry.type} onChange={kind} options={KINDS.map((value) => ({ value, label: t(`parts.parameters.kinds.${value}`) }))} />
      </PartField>
      {entry.type === 'json' || entry.type === 'list' ? (
        <JsonDefault key={entry.type} id={`${id}d`} label={t('parts.parameters.usual')} type={entry.type} value={entry.default} onChange={(value) => set('default', value)} />
      ) : (
        <PartField label={t('parts.parameters.usual')} id={`${id}d`}>
          <Usual id={`${id}d`} entry={entry} onChange={(value) => set('default', value)} />
        </PartField>
      )}
      <PartField label={t('parts.parameters.unit')} id={`${id}u`}>
        <Input id={`${id}u`} value={entry.unit ?? ''} onChange={({ target }) => set('unit', target.value)} />
      </PartField>
      <div className="whole part-row">
        <TextField id={`${id}t`} label={t('parts.parameters.label')} placeholder={t('parts.parameters.label')} value={entry.title} onChange={(title) => set('title', title)} />
        <Button type="text" icon={<DeleteOutlined />} aria-label={t('parts.parameters.remove', { name })} title={t('parts.parameters.remove', { name })} onClick={onRemove} />
      </div>
      {entry.type === 'choice' && (
        <div className="whole">
          <Select id={`${id}c`} mode="tags" style={{ width: '100%' }} aria-label={t('parts.parameters.kinds.choice')} value={(entry['choices'] as string[] | undefined) ?? []} onChange={(choices: string[]) => onChange({ ...entry, choices })} />
        </div>
      )}
    </div>
  )
}

function Usual({ id, entry, onChange }: { id: string; entry: ParameterEntry; onChange: (value: unknown) => void }) {
  const value = entry.default
  switch (entry.type) {
    case 'number':
    case 'integer':
      return <InputNumber id={id} style={{ width: '100%' }} value={typeof value === 'number' ? value : null} {...(entry.type === 'integer' ? { precision: 0 } : {})} onChange={(next) => onChange(next ?? undefined)} />
    case 'boolean':
      return <Switch id={id} checked={value === true} onChange={onChange} />
    default:
      return <Input id={id} value={typeof value === 'string' ? value : ''} onChange={({ target }) => onChange(target.value)} />
  }
}
