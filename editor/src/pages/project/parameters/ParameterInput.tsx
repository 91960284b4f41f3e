import { AutoComplete, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ParameterEntry } from '../../../model/document'
import { fits, readValue, valueText } from '../../../model/parameterValue'
import { useConnectionTypes } from '../frame/usePlant'
import { useNames } from './useNames'

interface ParameterInputProps {
  label: string
  entry: ParameterEntry
  value: unknown
  /** Undefined: the flow's default counts. */
  put: (value: unknown) => void
  disabled: boolean
}

/** The plant's value, as its type wants it; empty: the default. */
export function ParameterInput({ label, entry, value, put, disabled }: ParameterInputProps) {
  const { t } = useTranslation()
  const connections = useConnectionTypes()
  const names = useNames(entry.type)
  const common = { 'aria-label': label, disabled, className: 'parameter-input', placeholder: t('project.parameters.usual') }
  const chosen = (options: { value: string; label: string }[], read: (text: string) => unknown) => (
    <Select {...common} allowClear value={value === undefined ? null : valueText(value)} options={options} onChange={(text?: string | null) => put(text === undefined || text === null ? undefined : read(text))} />
  )
  switch (entry.type) {
    case 'boolean':
      return chosen(['true', 'false'].map((each) => ({ value: each, label: t(each === 'true' ? 'project.yes' : 'project.no') })), (text) => text === 'true')
    case 'choice': {
      const choices = Array.isArray(entry['choices']) ? (entry['choices'] as unknown[]) : []
      return chosen(choices.map((each) => ({ value: valueText(each), label: valueText(each) })), (text) => choices.find((each) => valueText(each) === text))
    }
    case 'connection':
      return chosen([...(connections?.keys() ?? [])].map((id) => ({ value: id, label: id })), (text) => text)
    case 'tag':
    case 'secret':
      return (
        <AutoComplete
          {...common}
          showSearch={{ filterOption: true }}
          value={typeof value === 'string' ? value : ''}
          options={names.map((name) => ({ value: name }))}
          onChange={(text?: string) => put(text ? text : undefined)}
        />
      )
    default:
      return <TypedInput label={label} type={entry.type} value={value} put={put} disabled={disabled} />
  }
}

type TypedInputProps = Omit<ParameterInputProps, 'entry'> & { type: string }

/** A text that is read by its type; what cannot be read stays in the field and is not saved. */
function TypedInput({ label, type, value, put, disabled }: TypedInputProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? valueText(value)
  const read = typed === null || typed === '' ? null : readValue(type, typed)
  const fault = read && 'fault' in read ? read.fault : null
  const misfit = fault === null && typed === null && value !== undefined && !fits(type, value)
  const message = fault ? t(`project.parameters.faults.${fault}`) : misfit ? t('project.parameters.faults.misfit') : null
  const change = (next: string) => {
    setTyped(next)
    const made = next === '' ? { value: undefined } : readValue(type, next)
    if ('value' in made) put(made.value)
  }
  return (
    <span className="parameter-input">
      <Input
        aria-label={label}
        aria-invalid={message !== null}
        disabled={disabled}
        {...(message === null ? {} : { status: 'error' as const })}
        placeholder={t('project.parameters.usual')}
        value={text}
        onChange={({ target }) => change(target.value)}
        onBlur={() => fault === null && setTyped(null)}
      />
      {message !== null && (
        <span className="tone-failed small" role="alert">
          {message}
        </span>
      )}
    </span>
  )
}
