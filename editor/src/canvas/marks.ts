import { useEffect } from 'react'
import { create } from 'zustand'
import type { Scope } from '../model/document'
import type { Fault } from '../model/types'
import { useDiffering } from '../state/deployed'
import { usePartOfDocument } from '../state/documents'

/** What is said of nodes beside what they are: faults of the draft, and what a deploy would change. */
interface Marks {
  faults: ReadonlyMap<string, Fault>
  differing: ReadonlySet<string>
}

export const useMarks = create<Marks>(() => ({ faults: new Map(), differing: new Set() }))

const NO_FAULTS: readonly Fault[] = []

/** Keeps the marks of a canvas. */
export function useMarksKept(scope: Scope): void {
  useDiffering(scope, differs)
  const faults = usePartOfDocument(scope.key, (document) => document?.faults ?? NO_FAULTS)
  useEffect(() => useMarks.setState({ faults: worst(faults, scope.inside) }), [faults, scope.inside])
}

function differs(differing: ReadonlySet<string>): void {
  useMarks.setState({ differing })
}

/** The gravest fault of each node. Those within a subflow name it before the node. */
function worst(faults: readonly Fault[], inside: string | null): Map<string, Fault> {
  const found = new Map<string, Fault>()
  for (const fault of faults) {
    const node = fault.node?.split('/').at(-1)
    if (!node || (inside === null && fault.node?.includes('/'))) continue
    if (found.get(node)?.severity !== 'error') found.set(node, fault)
  }
  return found
}
