import type { WirePolicy } from './document'

export const POLICIES = ['direct', 'bounded', 'durable'] as const

const FIELDS: Record<WirePolicy['policy'], readonly (keyof WirePolicy)[]> = {
  direct: [],
  bounded: ['size', 'bytes', 'full'],
  durable: ['max_age', 'max_bytes'],
}

/** The policy after a change, with the fields of its kind alone; undefined fields are the runtime's defaults. Null: the default wire. */
export function changedPolicy(before: WirePolicy, change: Partial<WirePolicy>): WirePolicy | null {
  const next = { ...before, ...change }
  if (next.policy === 'direct') return null
  const kept = FIELDS[next.policy].flatMap((field) => (next[field] === undefined ? [] : [[field, next[field]]]))
  return { policy: next.policy, ...(Object.fromEntries(kept) as Partial<WirePolicy>) }
}
