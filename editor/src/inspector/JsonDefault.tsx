import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readValue, valueText, type ValueFault } from '../model/parameterValue'
import { PartField } from './PartField'

interface JsonDefaultProps {
  id: string
  label: string
  type: 'json' | 'list'
  value: unknown
  onChange: (value: unknown) => void
}

/** A default that is written as JSON: taken over when the field is left; what is none stays there and says so. */
export function JsonDefault({ id, label, type, value, onChange }: JsonDefaultProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  const [fault, setFault] = useState<ValueFault | null>(null)
  const before = value === undefined ? '' : typeof value === 'string' ? JSON.stringify(value) : valueText(value)
  const take = () => {
    if (typed === null || typed === before) {
      setTyped(null)
      setFault(null)
      return
    }
    const read = typed.trim() === '' ? { value: undefined } : readValue(type, typed)
    setFault('fault' in read ? read.fault : null)
    if ('fault' in read) return
    setTyped(null)
    onChange(read.value)
  }
  const help = fault && [t(`project.parameters.faults.${fault}`), t(value === undefined ? 'parts.parameters.noDefault' : 'parts.parameters.stays', { value: before })].join(t('parts.parameters.and'))
  return (
    <PartField label={label} id={id} wrong={help !== null} {...(help === null ? {} : { help })}>
      <Input
        id={id}
        className="code"
        value={typed ?? before}
        status={fault ? 'error' : ''}
        aria-invalid={fault !== null}
        aria-describedby={fault ? `${id}-help` : undefined}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={take}
        onPressEnter={take}
      />
    </PartField>
  )
}
