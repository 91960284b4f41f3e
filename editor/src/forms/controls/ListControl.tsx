import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { kindOf } from '../../model/fieldKind'
import { hintsOf } from '../../model/fieldSchema'
import { itemsOf } from '../../model/schema'
import { choicesOf, numberOf } from '../../model/fieldValue'
import { useText } from '../../state/useText'
import { labelOf, type ControlProps } from '../control'
import { useKnownPaths } from '../useKnownPaths'
import { useNodeChoices } from '../useNodeChoices'
import { shown } from './TextControl'

/** Several short values, each typed or chosen and taken with Enter. */
export function ListControl({ id, schema, value, onChange, disabled, invalid }: ControlProps) {
  const { t } = useTranslation()
  const items = itemsOf(schema)
  const kind = kindOf(items)
  const options = useOptions(items)
  const given = Array.isArray(value) ? (value as unknown[]).map(shown) : []
  const fixed = kind === 'choice' || kind === 'node'
  const read = (text: string) => (kind === 'number' ? numberOf(text) : text)
  return (
    <Select<string[]>
      id={id}
      aria-labelledby={labelOf(id)}
      mode={fixed ? 'multiple' : 'tags'}
      value={given}
      options={options}
      {...(!fixed && options.length === 0 ? { open: false, suffix: null } : {})}
      tokenSeparators={['\n', '\t']}
      placeholder={t(fixed ? 'forms.choose' : 'forms.typeAndEnter')}
      disabled={disabled}
      {...(invalid ? { status: 'error' } : {})}
      onChange={(texts) => onChange(texts.length ? texts.map(read) : hintsOf(schema).nullable || hintsOf(schema).default !== undefined ? undefined : [])}
    />
  )
}

function useOptions(items: ControlProps['schema']): { value: string; label: string }[] {
  const say = useText()
  const nodes = useNodeChoices()
  const paths = useKnownPaths()
  const kind = kindOf(items)
  if (kind === 'node') return nodes
  if (kind === 'path') return paths.map((path) => ({ value: path, label: path }))
  return choicesOf(items).map((each) => ({ value: String(each), label: say(hintsOf(items).choices?.[String(each)], String(each)) }))
}
