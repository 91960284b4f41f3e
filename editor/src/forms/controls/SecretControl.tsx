import { KeyOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { referenceIn } from '../../model/fieldValue'
import { useMay } from '../../state/me'
import { useSecrets } from '../../state/secrets'
import { labelOf, type ControlProps } from '../control'
import { SecretDialog } from '../SecretDialog'
import { shown } from './TextControl'

/** A text that may be secret: one of the project's secrets by its name, or written here, which everybody sees. */
export function SecretControl({ id, value, onChange, disabled, invalid }: ControlProps) {
  const { t } = useTranslation()
  const { secrets } = useSecrets()
  const may = useMay('secrets')
  const [setting, setSetting] = useState(false)
  const text = shown(value)
  const chosen = referenceIn(text)?.match(/^secret:(.*)$/)?.[1] ?? null
  const [plain, setPlain] = useState(false)
  const typed = chosen === null && (plain || text !== '')
  const names = [...new Set([...secrets.map(({ name }) => name), ...(chosen ? [chosen] : [])])]
  const choose = (name: string | undefined) => {
    setPlain(name === '')
    onChange(name ? `\${secret:${name}}` : undefined)
  }
  const done = (name: string | null) => {
    setSetting(false)
    if (name) choose(name)
  }
  return (
    <>
      <Space.Compact block>
        <Select
          {...(typed ? {} : { id })}
          aria-labelledby={labelOf(id)}
          className={typed ? 'secret-way' : ''}
          allowClear={chosen !== null}
          showSearch
          prefix={<KeyOutlined />}
          value={typed ? '' : chosen}
          placeholder={t('forms.secret.choose')}
          disabled={disabled}
          {...(invalid ? { status: 'error' } : {})}
          options={[...names.map((name) => ({ value: name, label: name })), { value: '', label: t('forms.secret.plain') }]}
          onChange={choose}
        />
        {typed && <Input id={id} aria-labelledby={labelOf(id)} value={text} disabled={disabled} onChange={({ target }) => onChange(target.value || undefined)} />}
        {may && <Button icon={<PlusOutlined />} disabled={disabled} aria-label={t('forms.secret.new')} title={t('forms.secret.new')} onClick={() => setSetting(true)} />}
      </Space.Compact>
      {setting && <SecretDialog name={chosen ?? ''} done={done} />}
    </>
  )
}
