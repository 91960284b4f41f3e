import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hintsOf } from '../../model/fieldSchema'
import { ANY_CONNECTION } from '../../model/parameterSchema'
import { useMay } from '../../state/me'
import { ConnectionDialog } from '../ConnectionDialog'
import { labelOf, type ControlProps } from '../control'
import { useConnections } from '../useConnections'
import { shown } from './TextControl'

/** A connection of the type that the node needs: one that is there, or a new one. */
export function ConnectionControl({ id, schema, value, onChange, disabled, invalid }: ControlProps) {
  const { t } = useTranslation()
  const { connection: type = '', default: standard } = hintsOf(schema)
  const connections = useConnections()
  const may = useMay('deploy')
  // Null: no dialog; an empty name: that of a new one.
  const [open, setOpen] = useState<string | null>(null)
  const chosen = shown(value)
  const names = Object.entries(connections).flatMap(([name, each]) => (type === ANY_CONNECTION || each.type === type ? [name] : []))
  const done = (name: string | null) => {
    setOpen(null)
    if (name !== null) onChange(name)
  }
  return (
    <>
      <Space.Compact block>
        <Select
          id={id}
          aria-labelledby={labelOf(id)}
          showSearch
          allowClear={standard !== undefined && chosen !== ''}
          value={chosen || null}
          placeholder={t(names.length ? 'forms.connection.choose' : 'forms.connection.none')}
          disabled={disabled}
          {...(invalid ? { status: 'error' } : {})}
          options={names.map((name) => ({ value: name, label: name }))}
          onChange={(name: string | null | undefined) => onChange(name ?? undefined)}
        />
        {may && chosen !== '' && names.includes(chosen) && (
          <Button icon={<EditOutlined />} disabled={disabled} aria-label={t('forms.connection.edit')} title={t('forms.connection.edit')} onClick={() => setOpen(chosen)} />
        )}
        {may && type !== ANY_CONNECTION && <Button icon={<PlusOutlined />} disabled={disabled} aria-label={t('forms.connection.new')} title={t('forms.connection.new')} onClick={() => setOpen('')} />}
      </Space.Compact>
      {open !== null && <ConnectionDialog id={open} type={connections[open]?.type ?? type} done={done} />}
    </>
  )
}
