import { useMemo } from 'react'
import type { Right, Role } from '../model/people'
import { useProject } from './project'
import { useList, useOne } from './useList'
import { useText } from './useText'

/** The roles, and what they are called. */
export function useRoles() {
  const { data } = useList<Role>('roles')
  const text = useText()
  return useMemo(() => ({ roles: data ?? [], titleOf: (role: string) => text(data?.find((one) => one.role === role)?.title, role) }), [data, text])
}

/** What each right allows to do, in the page's language. */
export function useRights() {
  const { data } = useOne<{ items: Right[] }>('rights?limit=1000')
  const text = useText()
  return useMemo(() => ({ rights: data?.items ?? [], titleOf: (right: string) => text(data?.items.find((one) => one.right === right)?.title, right) }), [data, text])
}

/** The areas of the deployed project, and what they are called. */
export function useAreas() {
  const areas = useProject(({ project }) => project?.settings.areas)
  const text = useText()
  return useMemo(() => {
    const titleOf = (area: string) => text(areas?.[area]?.name, area)
    return { areas: Object.keys(areas ?? {}), titleOf }
  }, [areas, text])
}
