import type { UiSchema } from '@rjsf/utils'
import { kindOf, type Kind } from '../model/fieldKind'
import { itemsOf, propertiesOf } from '../model/schema'
import type { Schema } from '../model/types'

/** Which control each field of a `shaped` schema has, as rjsf is told it. */
export function uiOf(schema: Schema): UiSchema {
  const kind = kindOf(schema)
  const options = { 'ui:options': { kind } }
  if (kind === 'table') return { ...options, items: uiOf(itemsOf(schema)) }
  if (kind !== 'object') return { ...options, 'ui:field': kind }
  const fields = Object.entries(propertiesOf(schema)).map(([name, field]) => [name, uiOf(field)])
  return { ...options, ...Object.fromEntries(fields) as UiSchema }
}

export function kindIn(ui: UiSchema | undefined): Kind {
  return (ui?.['ui:options'] as { kind?: Kind } | undefined)?.kind ?? 'object'
}
