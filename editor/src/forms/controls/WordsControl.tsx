import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { hintsOf } from '../../model/fieldSchema'
import { itemsOf } from '../../model/schema'
import { effective } from '../../model/fieldValue'
import type { Schema } from '../../model/types'
import { useText } from '../../state/useText'
import { labelOf, type ControlProps } from '../control'
import { ListControl } from './ListControl'

const LIST = '…'

/** One of a few words, or a list of what is meant. */
export function WordsControl(props: ControlProps) {
  const { t } = useTranslation()
  const say = useText()
  const { id, schema, value, onChange, disabled } = props
  const { words = [], choices = {} } = hintsOf(schema)
  const given = effective(schema, value)
  const listed = Array.isArray(given)
  const list: Schema = { type: 'array', items: itemsOf(schema) }
  return (
    <>
      <Select
        {...(listed ? {} : { id })}
        aria-labelledby={labelOf(id)}
        value={listed ? LIST : String(given)}
        disabled={disabled}
        options={[...words.map((word) => ({ value: word, label: say(choices[word], word) })), { value: LIST, label: t('forms.chosenOnes') }]}
        onChange={(chosen) => onChange(chosen === LIST ? [] : chosen)}
      />
      {listed && <ListControl {...props} schema={list} value={given} />}
    </>
  )
}
