import { Input } from 'antd'
import { hintsOf } from '../../model/fieldSchema'
import { writeValue } from '../../model/lossless'
import { BrowseButton } from '../BrowseButton'
import type { ControlProps } from '../control'

/** A line of text. A value of another type is shown as it stands, so that it can be mended. */
export function TextControl({ id, schema, value, onChange, disabled, invalid }: ControlProps) {
  const { default: standard, browse } = hintsOf(schema)
  return (
    <Input
      id={id}
      {...(browse && !disabled ? { suffix: <BrowseButton take={onChange} /> } : {})}
      value={shown(value)}
      placeholder={shown(standard)}
      disabled={disabled}
      {...(invalid ? { status: 'error' } : {})}
      onChange={({ target }) => onChange(target.value === '' && standard !== undefined ? undefined : target.value)}
    />
  )
}

export function shown(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : writeValue(value)
}
