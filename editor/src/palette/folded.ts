import { create } from 'zustand'

const KEY = 'sinterflow.palette.folded'

/** The families that are folded, kept in this browser. */
export const useFolded = create<{ families: readonly string[] }>(() => ({ families: kept() }))

export function toggleFolded(family: string): void {
  const { families } = useFolded.getState()
  const next = families.includes(family) ? families.filter((each) => each !== family) : [...families, family]
  localStorage.setItem(KEY, JSON.stringify(next))
  useFolded.setState({ families: next })
}

function kept(): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
  } catch {
    return []
  }
}
