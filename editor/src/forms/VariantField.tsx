import type { FieldProps } from '@rjsf/utils'
import { Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { hintsOf, type Variants } from '../model/fieldSchema'
import { propertiesOf } from '../model/schema'
import { carried } from '../model/fieldValue'
import { withoutKey } from '../model/mapRows'
import { isRecord } from '../model/reading'
import type { Schema } from '../model/types'
import { useText } from '../state/useText'
import { uiOf } from './uiSchema'

/** An object that may be of several kinds, such as the rules that set, delete or move. */
export function VariantField(props: FieldProps) {
  const { t } = useTranslation()
  const say = useText()
  const { schema, fieldPathId, registry, readonly, onChange } = props
  const formData: unknown = props.formData
  const variants = hintsOf(schema).variants ?? NONE
  const value = isRecord(formData) ? formData : {}
  const tagged = value[variants.tag]
  const chosen = typeof tagged === 'string' ? tagged : ''
  const variant = variants.schemas[chosen]
  const inner = useMemo(() => (variant ? withoutTag(variant, variants.tag) : null), [variant, variants.tag])
  const { ObjectField } = registry.fields
  const choose = (name: string) => onChange(carried(value, variants, name), fieldPathId.path)
  return (
    <>
      <Select
        className="variant-kind"
        aria-label={t('forms.kindOfRow')}
        value={chosen}
        disabled={Boolean(readonly)}
        options={Object.keys(variants.schemas).map((name) => ({ value: name, label: say(variants.titles[name], name) }))}
        onChange={choose}
      />
      {inner && ObjectField && <ObjectField {...props} schema={inner} uiSchema={uiOf(inner)} />}
    </>
  )
}

const NONE: Variants = { tag: '', schemas: {}, titles: {} }

function withoutTag(schema: Schema, tag: string): Schema {
  return { ...schema, properties: withoutKey(propertiesOf(schema), tag) }
}
