import { isRecord } from './reading'
import { localized } from './text'
import type { Language, Schema, Text } from './types'

/** What people call a field, from the outer names to the inner ones, and its values, where it has names for them. */
export interface Labelled {
  labels: string[]
  choices: Record<string, Text> | null
}

/** The names of a field and of those around it, as the type's schema has them. */
export function labelled(schema: Schema | undefined, path: readonly string[], language: Language): Labelled {
  let at = schema
  const labels: string[] = []
  for (const step of path) {
    at = resolved(schema, at)
    const number = /^\d+$/.test(step) ? Number(step) : null
    if (number !== null && isRecord(at?.['items'])) {
      labels.push(String(number + 1))
      at = at['items']
      continue
    }
    const properties = at?.['properties']
    const next = isRecord(properties) && isRecord(properties[step]) ? properties[step] : undefined
    labels.push(localized(marks(next)['title'] as Text | undefined, language, step))
    at = next
  }
  const choices = marks(resolved(schema, at))['choices'] ?? marks(at)['choices']
  return { labels, choices: isRecord(choices) ? (choices as Record<string, Text>) : null }
}

function marks(schema: Schema | undefined): Record<string, unknown> {
  const found = schema?.['x-sinterflow']
  return isRecord(found) ? found : {}
}

/** What a `$ref` (alone, or as what something else than null is) stands for. */
function resolved(root: Schema | undefined, schema: Schema | undefined): Schema | undefined {
  const choices = schema?.['anyOf']
  const only = Array.isArray(choices) ? (choices as Schema[]).find((each) => each['type'] !== 'null') : schema
  const ref = only?.['$ref']
  if (typeof ref !== 'string') return only
  const definitions = root?.['$defs']
  const found = isRecord(definitions) ? definitions[ref.replace('#/$defs/', '')] : undefined
  return isRecord(found) ? found : undefined
}
