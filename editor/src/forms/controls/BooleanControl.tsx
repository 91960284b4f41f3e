import { Switch } from 'antd'
import { hintsOf } from '../../model/fieldSchema'
import { effective } from '../../model/fieldValue'
import type { ControlProps } from '../control'
import { ThreeWays } from './ThreeWays'

/** Yes or no; where neither can be meant too, three ways. */
export function BooleanControl(props: ControlProps) {
  const { id, schema, value, onChange, disabled } = props
  if (hintsOf(schema).nullable) return <ThreeWays {...props} />
  return <Switch id={id} size="small" checked={effective(schema, value) === true} disabled={disabled} onChange={onChange} />
}
