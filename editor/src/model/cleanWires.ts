import type { WirePolicy } from './document'
import { isRecord } from './reading'
import { end } from './wires'

export const DURATION = /^\d+(\.\d+)?(ms|s|m|h|d)$/

export function endNode(text: string): string {
  return end(text, '').node
}

/** A wire's policy with only what the runtime takes; null where nothing of it is left, which is the default. */
export function cleanPolicy(value: unknown): WirePolicy | null {
  if (!isRecord(value)) return null
  const count = (key: string) => (Number.isInteger(value[key]) && Number(value[key]) >= 1 ? { [key]: Number(value[key]) } : {})
  if (value['policy'] === 'bounded') {
    const full = value['full']
    const known = full === 'block' || full === 'drop-oldest' || full === 'keep-latest'
    return { policy: 'bounded', ...count('size'), ...count('bytes'), ...(known ? { full } : {}) }
  }
  if (value['policy'] !== 'durable') return null
  const age = value['max_age']
  return { policy: 'durable', ...(typeof age === 'string' && DURATION.test(age) ? { max_age: age } : {}), ...count('max_bytes') }
}
