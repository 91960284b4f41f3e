import { create } from 'zustand'
import type { Part } from '../api/parts'
import { begun, type History } from '../model/history'
import type { Difference } from '../model/sharedMerge'
import type { Problem } from '../model/problem'
import type { Fault } from '../model/types'
import type { Saving } from './documents'

/** Something that flows share, as it is edited here; it is saved as a draft by itself. */
export interface SharedDocument<T extends object> extends History<T> {
  base: T
  etag: string
  saving: Saving
  problem: Problem | null
  /** Of the draft as it was last saved. */
  faults: readonly Fault[]
  /** What somebody else has saved meanwhile, and where it differs from what was made here. */
  theirs: (Theirs<T> & { conflicts: Difference[] }) | null
}

/** A part as the runtime has it, with what is wrong with it. */
export interface Theirs<T extends object> {
  value: T
  etag: string
  faults: readonly Fault[]
}

type AnyDocument = SharedDocument<object>
type Change = (act: (history: History<object>) => History<object>) => void

/** What a part is called among all that an act can be on. */
export type PartName = `part:${string}`

export const partName = <T extends object>({ key }: Pick<Part<T>, 'key'>): PartName => `part:${key}`

const changes = new Map<PartName, Change>()

/** How a part that was opened is changed from elsewhere. */
export function onChange(name: PartName, change: Change): void {
  changes.set(name, change)
}

export function changePart(name: PartName, act: Parameters<Change>[0]): void {
  changes.get(name)?.(act)
}

export function partNow(name: PartName): History<object> | null {
  return useShared.getState().open[name.slice('part:'.length)] ?? null
}

export const useShared = create<{ open: Readonly<Record<string, AnyDocument>> }>(() => ({ open: {} }))

export function now<T extends object>({ key }: Part<T>): SharedDocument<T> | null {
  return (useShared.getState().open[key] as SharedDocument<T> | undefined) ?? null
}

export function patch<T extends object>({ key }: Part<T>, change: Partial<SharedDocument<T>>): void {
  const document = useShared.getState().open[key]
  if (document) useShared.setState(({ open }) => ({ open: { ...open, [key]: { ...document, ...change } } }))
}

/** Closes all parts, for whoever comes next. */
export function forgetShared(): void {
  useShared.setState({ open: {} })
}

export function put<T extends object>({ key }: Part<T>, value: T, etag: string, faults: readonly Fault[] = []): void {
  const document: SharedDocument<T> = { ...begun(value), base: value, etag, saving: 'saved', problem: null, faults, theirs: null }
  useShared.setState(({ open }) => ({ open: { ...open, [key]: document } }))
}
