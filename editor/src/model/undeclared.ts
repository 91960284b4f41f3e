import { memberOf, titleOf } from './labels'
import type { Language, Schema } from './types'

/** A name in the texts of the page, or one that people gave, which stays as they wrote it. */
export type Own = string | { id: string }

/** Where a value is, and what is declared of it; null: nothing, its members are called as the page calls them. */
export interface Place {
  own: Own[]
  labels: string[]
  schema: Schema | null
}

/** What people write freely: the keys of it are theirs. */
const WRITTEN: ReadonlySet<string> = new Set(['default', 'value', 'config', 'choices', 'requires'])
/** Maps by ids that people gave; of what is in them the page knows the names again. */
const MAPS: ReadonlySet<string> = new Set(['areas', 'parameters', 'connections', 'nodes', 'groups', 'notes', 'subflows', 'tags', 'equipment'])
const BY_ID: Schema = {}

/** What is declared of a member. */
export function below(schema: Schema | null, key: string, value: unknown): Schema | null {
  if (schema === BY_ID) return null
  if (schema) return memberOf(schema, key, value)
  return WRITTEN.has(key) ? {} : MAPS.has(key) ? BY_ID : null
}

/** The place of a member. */
export function into({ own, labels, schema }: Place, key: string, value: unknown, language: Language): Place {
  const inner = below(schema, key, value)
  if (schema === null) return { own: [...own, key], labels, schema: inner }
  if (schema === BY_ID) return { own: [...own, { id: key }], labels, schema: inner }
  return { own, labels: [...labels, titleOf(schema, key, value, language) ?? key], schema: inner }
}

/** The place that steps lead to from one of which nothing is declared. */
export function placeOf(steps: readonly string[], language: Language): Place {
  return steps.reduce<Place>((at, step) => into(at, step, undefined, language), { own: [], labels: [], schema: null })
}

/** The names of a place, from the outer ones to the inner ones; `said`: what the page calls its own. */
export function placeText({ own, labels }: Pick<Place, 'own' | 'labels'>, said: (name: string) => string): string {
  return [...own.map((each) => (typeof each === 'string' ? said(each) : each.id)), ...labels].join(' › ')
}
