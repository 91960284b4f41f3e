import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { labelOf, type ControlProps } from '../control'
import { useNodeChoices } from '../useNodeChoices'
import { shown } from './TextControl'

/** A node of the same flow. */
export function NodeControl({ id, value, onChange, disabled, invalid }: ControlProps) {
  const { t } = useTranslation()
  return (
    <Select
      id={id}
      aria-labelledby={labelOf(id)}
      showSearch={{ optionFilterProp: 'label' }}
      value={shown(value) || null}
      placeholder={t('forms.choose')}
      options={useNodeChoices()}
      disabled={disabled}
      {...(invalid ? { status: 'error' } : {})}
      onChange={onChange}
    />
  )
}
