import { useTranslation } from 'react-i18next'
import { kindOf } from '../../model/fieldKind'
import type { Schema } from '../../model/types'
import { labelOf, type ControlProps } from '../control'
import { DurationControl } from './DurationControl'
import { NumberControl } from './NumberControl'
import { TextControl } from './TextControl'

/** A fixed number of values side by side, such as a range from … to …. */
export function TupleControl({ id, schema, value, onChange, disabled, invalid, path }: ControlProps) {
  const { t } = useTranslation()
  const parts = schema['prefixItems'] as Schema[]
  const given = Array.isArray(value) ? (value as unknown[]) : []
  const put = (at: number, one: unknown) => {
    const next = parts.map((_, index) => (index === at ? one : given[index]))
    onChange(next.every((each) => each === undefined) ? undefined : next.map((each) => each ?? null))
  }
  return (
    <div className="tuple" role="group" aria-labelledby={labelOf(id)}>
      {parts.map((part, index) => {
        const Shown = controlOf(part)
        const own = index === 0 ? id : `${id}-${index}`
        return (
          <label key={index} htmlFor={own}>
            <span className="muted">{parts.length === 2 ? t(index === 0 ? 'forms.from' : 'forms.to') : index + 1}</span>
            <Shown id={own} schema={part} value={given[index] ?? undefined} onChange={(one) => put(index, one)} disabled={disabled} invalid={invalid} path={[...path, index]} />
          </label>
        )
      })}
    </div>
  )
}

function controlOf(schema: Schema) {
  const kind = kindOf(schema)
  return kind === 'number' ? NumberControl : kind === 'duration' ? DurationControl : TextControl
}
