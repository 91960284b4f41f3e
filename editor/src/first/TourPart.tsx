import { lazy, Suspense } from 'react'
import { useOffered } from '../state/commands'
import { startTour, useTour } from '../state/tour'

const Tour = lazy(() => import('./Tour'))

/** The tour of the editor, and the command that starts it again. */
export function TourPart() {
  const open = useTour((tour) => tour.open)
  useOffered([{ id: 'tour', title: 'first.tour.start', run: startTour }])
  if (!open) return null
  return (
    <Suspense fallback={null}>
      <Tour />
    </Suspense>
  )
}
