import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { labelOf, type ControlProps } from '../control'

/** Yes, no, or not said here. */
export function ThreeWays({ id, value, onChange, disabled }: ControlProps) {
  const { t } = useTranslation()
  return (
    <Select<'' | 'yes' | 'no'>
      id={id}
      aria-labelledby={labelOf(id)}
      value={typeof value === 'boolean' ? (value ? 'yes' : 'no') : ''}
      disabled={disabled}
      options={[
        { value: '', label: t('forms.notSaid') },
        { value: 'yes', label: t('forms.yes') },
        { value: 'no', label: t('forms.no') },
      ]}
      onChange={(chosen) => onChange(chosen === '' ? undefined : chosen === 'yes')}
    />
  )
}
