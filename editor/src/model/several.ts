import { equal } from './fieldValue'

type Config = Readonly<Record<string, unknown>>

/** The settings that all configs have alike. */
export function agreed(configs: readonly Config[]): Record<string, unknown> {
  const [first = {}, ...others] = configs
  return Object.fromEntries(Object.entries(first).filter(([key, value]) => others.every((other) => equal(other[key], value))))
}

/** A config with what was changed between two forms of what all have alike; the rest of it stays. */
export function spread(config: Config, before: Config, after: Config): Record<string, unknown> {
  const made: Record<string, unknown> = { ...config }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (equal(before[key], after[key])) continue
    if (key in after) made[key] = after[key]
    else Reflect.deleteProperty(made, key)
  }
  return made
}
