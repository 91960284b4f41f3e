import { hintsOf, shaped, requiredOf } from './fieldSchema'
import { propertiesOf } from './schema'
import type { Schema, Text } from './types'

/** One setting of a type, as its help lists it. */
export interface Setting {
  name: string
  title: Text
  help: Text
  required: boolean
  standard: unknown
  unit: string
}

export function settingsOf(schema: Schema): Setting[] {
  const shape = shaped(schema)
  const required = requiredOf(shape)
  return Object.entries(propertiesOf(shape)).map(([name, field]) => {
    const { title = name, help = '', unit = '', default: standard } = hintsOf(field)
    return { name, title, help, unit, standard, required: required.includes(name) }
  })
}

/** An example of a config: what the fields have as examples, and the defaults of what must be given. */
export function exampleOf(schema: Schema): Record<string, unknown> | null {
  const shape = shaped(schema)
  const given = Object.entries(propertiesOf(shape)).flatMap(([name, field]) => {
    const [example] = Array.isArray(field['examples']) ? (field['examples'] as unknown[]) : []
    return example === undefined ? [] : [[name, example] as const]
  })
  return given.length ? Object.fromEntries(given) : null
}
