import { isRecord } from './reading'
import { same } from './same'

/** Makes a draft say what `wanted` says, and touches nothing that says it already: undo stays small. */
export function become(draft: object, wanted: object): void {
  const [to, from] = [draft as Values, wanted as Values]
  for (const key of Object.keys(to)) if (from[key] === undefined) Reflect.deleteProperty(to, key)
  for (const [key, value] of Object.entries(from)) {
    if (value === undefined || same(to[key], value)) continue
    const there = to[key]
    if (isRecord(there) && isRecord(value)) become(there, value)
    else to[key] = value
  }
}

type Values = Record<string, unknown>
