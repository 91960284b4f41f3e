import { hintsOf } from '../../model/fieldSchema'
import type { ControlProps } from '../control'
import { MapRows } from '../MapRows'
import { SecretControl } from './SecretControl'
import { TextControl } from './TextControl'

const VALUE = { type: 'string' }

/** Keys with texts, such as headers; where secrets may stand, they can be chosen. */
export function TextMapControl(props: ControlProps) {
  const Shown = hintsOf(props.schema).secret ? SecretControl : TextControl
  return (
    <MapRows {...props} fresh="">
      {(row) => <Shown {...row} schema={VALUE} />}
    </MapRows>
  )
}
