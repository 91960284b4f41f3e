import { freeIds } from '../model/may'
import { useMe } from './me'
import { useProject } from './project'

/** The ids that this person may give a new flow; null: any. */
export function useFreeIds(taken: readonly string[]): string[] | null {
  const me = useMe((known) => known.me)
  return freeIds(me, useProject(({ project }) => project), taken)
}
