import { lazy, Suspense, useEffect } from 'react'
import { useOffered } from '../state/commands'
import { closeSurface, openSurface, useFocusBack, useSurface } from '../state/surface'

const CommandPalette = lazy(() => import('./CommandPalette'))
const KeySheet = lazy(() => import('./KeySheet'))

/** What may lie over any page: all commands, and all keys. */
export function Surfaces() {
  const open = useSurface((surface) => surface.open?.kind)
  useFocusBack()
  useEffect(() => {
    // On another page what it lay over is gone.
    window.addEventListener('hashchange', closeSurface)
    return () => window.removeEventListener('hashchange', closeSurface)
  }, [])
  useOffered([
    { id: 'commands.open', title: 'commands.open', keys: ['Mod+K', 'F1'], run: () => openSurface({ kind: 'commands' }) },
    { id: 'keys.open', title: 'commands.keys', keys: ['?'], run: () => openSurface({ kind: 'keys' }) },
  ])
  return (
    <Suspense>
      {open === 'commands' && <CommandPalette onClose={closeSurface} />}
      {open === 'keys' && <KeySheet onClose={closeSurface} />}
    </Suspense>
  )
}
