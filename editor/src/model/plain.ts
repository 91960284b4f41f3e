import { current, isDraft } from 'immer'

/** A value as it is by now, which may be kept and put elsewhere, whether it is being changed or not. */
export function plain<T>(value: T): T {
  return isDraft(value) ? (current(value as object) as T) : value
}
