import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { hintsOf } from '../../model/fieldSchema'
import { choicesOf, effective } from '../../model/fieldValue'
import { useText } from '../../state/useText'
import { labelOf, type ControlProps } from '../control'
import { shown } from './TextControl'

/** One of a few values, by their titles. */
export function ChoiceControl({ id, schema, value, onChange, disabled, invalid }: ControlProps) {
  const { t } = useTranslation()
  const say = useText()
  const { choices = {}, nullable } = hintsOf(schema)
  const given = effective(schema, value)
  const values = choicesOf(schema)
  const options = values.map((each) => ({ value: String(each), label: say(choices[String(each)], String(each)) }))
  return (
    <Select
      id={id}
      aria-labelledby={labelOf(id)}
      value={given === undefined || given === null ? null : shown(given)}
      placeholder={t(nullable ? 'forms.notSaid' : 'forms.choose')}
      allowClear={nullable === true && given !== null && given !== undefined}
      disabled={disabled}
      options={options}
      {...(options.length > 8 ? { showSearch: { optionFilterProp: 'label' } } : {})}
      {...(invalid ? { status: 'error' } : {})}
      onChange={(chosen: string | undefined | null) => onChange(values.find((each) => String(each) === chosen))}
    />
  )
}
