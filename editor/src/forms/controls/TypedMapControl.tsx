import type { ControlProps } from '../control'
import { MapRows } from '../MapRows'
import { TypedControl } from './TypedControl'

const VALUE = { 'x-sinterflow': { typed: true } }

/** Keys with typed values, such as the message of an inject node or the columns of a table. */
export function TypedMapControl(props: ControlProps) {
  return (
    <MapRows {...props} fresh="">
      {(row) => <TypedControl {...row} schema={VALUE} />}
    </MapRows>
  )
}
