import { Input, Select, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DURATION_UNITS, durationParts, durationText, type DurationUnit } from '../../model/duration'
import { hintsOf } from '../../model/fieldSchema'
import type { ControlProps } from '../control'

/** A length of time: a number and its unit. */
export function DurationControl({ id, schema, value, onChange, disabled, invalid }: ControlProps) {
  const { t } = useTranslation()
  const { default: standard } = hintsOf(schema)
  const usual = durationParts(typeof standard === 'string' ? standard : '')
  const given = typeof value === 'string' ? durationParts(value) : null
  // The unit that somebody chose before there was a number.
  const [wanted, setWanted] = useState<DurationUnit | null>(null)
  const unit = given?.unit ?? wanted ?? usual.unit
  const count = given?.count ?? ''
  return (
    <Space.Compact block>
      <Input
        id={id}
        inputMode="decimal"
        className="figures"
        value={count}
        placeholder={usual.count}
        disabled={disabled}
        {...(invalid ? { status: 'error' } : {})}
        onChange={({ target }) => onChange(durationText({ count: target.value, unit }))}
      />
      <Select<DurationUnit>
        className="duration-unit"
        aria-label={t('forms.unitOfTime')}
        value={unit}
        disabled={disabled}
        options={DURATION_UNITS.map((each) => ({ value: each, label: t(`forms.time.${each}`) }))}
        onChange={(chosen) => {
          setWanted(chosen)
          if (count) onChange(durationText({ count, unit: chosen }))
        }}
      />
    </Space.Compact>
  )
}
