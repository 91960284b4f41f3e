import { useEffect } from 'react'
import { isUnsaved } from '../model/onto'
import { useDocuments } from './documents'
import { useKeeping } from './kept'

/** Warns whoever leaves the page while something is neither saved nor kept in the browser. */
export function useLeaving(): void {
  useEffect(() => {
    const leaving = (event: BeforeUnloadEvent) => {
      const lost = !useKeeping.getState().keeping && Object.values(useDocuments.getState().open).some((each) => each && isUnsaved(each))
      if (lost) event.preventDefault()
    }
    window.addEventListener('beforeunload', leaving)
    return () => window.removeEventListener('beforeunload', leaving)
  }, [])
}
