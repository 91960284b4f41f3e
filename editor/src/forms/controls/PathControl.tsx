import { AutoComplete } from 'antd'
import { hintsOf } from '../../model/fieldSchema'
import type { ControlProps } from '../control'
import { useKnownPaths } from '../useKnownPaths'
import { shown } from './TextControl'

/** A path of the message, with what the node's last messages had. */
export function PathControl({ id, schema, value, onChange, disabled, invalid }: ControlProps) {
  const { default: standard } = hintsOf(schema)
  const paths = useKnownPaths()
  const text = shown(value)
  const options = paths.filter((path) => path.includes(text) && path !== text).map((path) => ({ value: path }))
  return (
    <AutoComplete
      id={id}
      className="code"
      value={text}
      placeholder={shown(standard)}
      disabled={disabled}
      options={options}
      {...(invalid ? { status: 'error' } : {})}
      onChange={(typed: string | undefined) => onChange(!typed && standard !== undefined && standard !== '' ? undefined : (typed ?? ''))}
    />
  )
}
