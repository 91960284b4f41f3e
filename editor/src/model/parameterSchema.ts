import type { ParameterEntry } from './document'
import type { Schema } from './types'

/** In place of a type of connections: all of them. */
export const ANY_CONNECTION = '*'

/** The schema of the form of a subflow's instance, from the parameters that the subflow takes. */
export function schemaOfParameters(parameters: Readonly<Record<string, ParameterEntry>>): Schema {
  const properties = Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, schemaOfParameter(name, parameter)]))
  const required = Object.entries(parameters).flatMap(([name, parameter]) => ('default' in parameter ? [] : [name]))
  return { type: 'object', properties, required, additionalProperties: false }
}

const TYPES: Readonly<Record<string, Schema>> = {
  string: { type: 'string' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  list: { type: 'array', items: { type: 'string' } },
  json: {},
  connection: { type: 'string' },
  tag: { type: 'string' },
  secret: { type: 'string' },
}

function schemaOfParameter(name: string, parameter: ParameterEntry): Schema {
  const { type, title = name, help = '', unit, choices } = parameter
  const schema = type === 'choice' ? { type: 'string', enum: choices } : (TYPES[type] ?? {})
  const marks = {
    title,
    ...(help ? { help } : {}),
    ...(unit ? { unit } : {}),
    ...(type === 'connection' ? { connection: ANY_CONNECTION } : {}),
    ...(type === 'tag' || type === 'secret' ? { [type]: true } : {}),
  }
  return { ...schema, ...('default' in parameter ? { default: parameter['default'] } : {}), 'x-sinterflow': marks }
}
