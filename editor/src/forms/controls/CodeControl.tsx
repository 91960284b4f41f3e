import { useMemo } from 'react'
import { within } from '../../model/fieldPath'
import { hintsOf } from '../../model/fieldSchema'
import type { ControlProps } from '../control'
import { CodeField } from '../code/CodeField'
import { useForm } from '../place'
import { shown } from './TextControl'

/** Code in the language that the type names, with its faults at their lines. */
export function CodeControl({ id, schema, value, onChange, disabled, invalid, path }: ControlProps) {
  const { code = '' } = hintsOf(schema)
  const { faults } = useForm()
  const own = useMemo(() => faults.filter((one) => within(one.path, path)).map(({ fault }) => fault), [faults, path])
  return <CodeField id={id} language={code} value={shown(value)} onChange={onChange} disabled={disabled} invalid={invalid} faults={own} />
}
