import { lazy, Suspense } from 'react'
import { useOffered } from '../state/commands'
import { find, showUses, useFinder } from '../state/finder'

const Finder = lazy(() => import('./Finder'))

/** The commands that find things, and their window once it is asked for. */
export function FinderPart() {
  const open = useFinder((finder) => finder.open)
  useOffered([
    { id: 'find', title: 'search.open', keys: ['Mod+F'], run: find },
    { id: 'uses', title: 'search.openUses', keys: ['Mod+Shift+U'], run: () => showUses() },
  ])
  if (!open) return null
  return (
    <Suspense fallback={null}>
      <Finder />
    </Suspense>
  )
}
