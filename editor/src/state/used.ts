import { create } from 'zustand'

const KEY = 'sinterflow.used'

/** How often each type was added in this browser. */
export const useUsed = create<{ counts: Readonly<Record<string, number>> }>(() => ({ counts: kept() }))

export function countUse(type: string): void {
  const { counts } = useUsed.getState()
  const next = { ...counts, [type]: (counts[type] ?? 0) + 1 }
  localStorage.setItem(KEY, JSON.stringify(next))
  useUsed.setState({ counts: next })
}

function kept(): Record<string, number> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    const entries = value !== null && typeof value === 'object' ? Object.entries(value) : []
    return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
  } catch {
    return {}
  }
}
