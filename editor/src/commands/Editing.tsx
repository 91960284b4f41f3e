import { lazy, Suspense, useEffect } from 'react'
import { offerActs, withdrawActs } from '../canvas/acts'
import type { Scope } from '../model/document'
import { useOffered } from '../state/commands'
import { useMayAt } from '../state/me'
import { useSurface } from '../state/surface'
import { ActionBar } from './ActionBar'
import { arrangingCommands } from './arranging'
import { canvasActs } from './canvasActs'
import { copyText, cutText, paste, trackPointer } from './clipboard'
import { editingCommands, undoing } from './editing'
import { here } from './here'
import { onCanvas } from './offering'
import { quickCommands } from './quick'
import { subflowCommands } from './subflows'

const QuickAdd = lazy(() => import('../palette/QuickAdd'))

/** Everything that can be done to the graph of a canvas: by keys, menus, gestures and the clipboard. */
export default function Editing({ scope, onCanvas: drawn }: { scope: Scope; onCanvas: boolean }) {
  const may = useMayAt('edit', scope.key)
  const find = () => (may ? here(scope) : null)
  useOffered([...undoing(find), ...(drawn ? [...editingCommands(find), ...arrangingCommands(find), ...subflowCommands(find), ...quickCommands(find)] : [])])
  return (
    <>
      {drawn && <ActionBar />}
      {may && drawn && <OnCanvas scope={scope} />}
    </>
  )
}

/** What needs a canvas to point at. */
function OnCanvas({ scope }: { scope: Scope }) {
  useEffect(() => {
    offerActs(canvasActs)
    return () => withdrawActs(canvasActs)
  }, [])
  useClipboard(scope)
  const quick = useSurface(({ open }) => (open?.kind === 'quick' ? open : null))
  return (
    quick && (
      <Suspense>
        <QuickAdd scope={scope} {...quick} />
      </Suspense>
    )
  )
}

/** The browser's own events of the clipboard, when the keys go to the canvas. */
function useClipboard(scope: Scope): void {
  useEffect(() => {
    const carry = (take: typeof copyText) => (event: ClipboardEvent) => {
      const at = here(scope)
      const text = at && mine() ? take(at) : null
      if (text === null) return
      event.preventDefault()
      event.clipboardData?.setData('text/plain', text)
    }
    const [copy, cut] = [carry(copyText), carry(cutText)]
    const put = (event: ClipboardEvent) => {
      const at = here(scope)
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (!at || !onCanvas() || text === '') return
      event.preventDefault()
      paste(at, text)
    }
    const moved = ({ target, clientX, clientY }: PointerEvent) => {
      // On its way through a menu the pointer still means the place where the menu was opened.
      if (!(target instanceof Element) || target.closest('[role="menu"]')) return
      trackPointer(target.closest('.react-flow') ? [clientX, clientY] : null)
    }
    document.addEventListener('copy', copy)
    document.addEventListener('cut', cut)
    document.addEventListener('paste', put)
    document.addEventListener('pointermove', moved, { passive: true })
    return () => {
      document.removeEventListener('copy', copy)
      document.removeEventListener('cut', cut)
      document.removeEventListener('paste', put)
      document.removeEventListener('pointermove', moved)
      trackPointer(null)
    }
  }, [scope])
}

/** Marked text is copied as text. */
function mine(): boolean {
  return onCanvas() && (window.getSelection()?.isCollapsed ?? true)
}
