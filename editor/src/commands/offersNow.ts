import { subflowShown } from '../model/bringing'
import { uses } from '../model/nesting'
import { offersOf, type Offer } from '../model/offers'
import type { Here } from './here'

/** What can be put on this canvas: no subflow that holds the one that is shown. */
export function offersNow({ scope, around }: Pick<Here, 'scope' | 'around'>): Offer[] {
  const shown = subflowShown(scope)
  return offersOf(around, (name) => shown !== null && uses(name, shown, around.inner, around.known))
}
