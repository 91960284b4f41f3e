import { Input } from 'antd'
import { useState } from 'react'
import { hintsOf } from '../../model/fieldSchema'
import { numberOf } from '../../model/fieldValue'
import type { ControlProps } from '../control'
import { shown } from './TextControl'

/** A number with its unit. What is no number is kept as it was typed, and said to be none. */
export function NumberControl({ id, schema, value, onChange, disabled, invalid }: ControlProps) {
  const { default: standard, unit } = hintsOf(schema)
  // "2." and "2.50" are on the way to a number: what was typed stays on the screen while it means the value.
  const [typed, setTyped] = useState('')
  return (
    <Input
      id={id}
      inputMode="decimal"
      className="figures"
      value={numberOf(typed) === (value ?? undefined) ? typed : shown(value)}
      placeholder={shown(standard)}
      disabled={disabled}
      {...(unit ? { suffix: <span className="unit">{unit}</span> } : {})}
      {...(invalid ? { status: 'error' } : {})}
      onChange={({ target }) => {
        setTyped(target.value)
        onChange(numberOf(target.value))
      }}
    />
  )
}
