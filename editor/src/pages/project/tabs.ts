import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import type { Rights } from '../../model/may'

/**
 * A page of the project; `right` is what its reader needs in the whole plant, or (`anywhere`) in one area, empty: nothing.
 * `section` is the heading it stands under.
 */
export interface Tab {
  id: TabId
  section: 'plant' | 'people' | 'gateway'
  right: string
  anywhere?: boolean
  Page: LazyExoticComponent<ComponentType>
}

export type TabId =
  | 'connections' | 'tags' | 'equipment' | 'parameters' | 'secrets' | 'time'
  | 'users' | 'roles' | 'stations' | 'policy' | 'signatures' | 'tokens' | 'audit' | 'me'
  | 'health' | 'letters' | 'plugins' | 'backup' | 'logs'

/** Whether a page is for somebody; all are as long as nobody knows. */
export function isFor({ right, anywhere }: Tab, me: Rights | null): boolean {
  const areas = Object.values(me?.areas ?? {})
  return me === null || right === '' || me.rights.includes(right) || (anywhere === true && areas.some((rights) => rights.includes(right)))
}

/** The pages in the order of the list at the left. */
export const TABS: readonly Tab[] = [
  { id: 'connections', section: 'plant', right: 'view', Page: lazy(() => import('./connections/Connections')) },
  { id: 'tags', section: 'plant', right: 'view', Page: lazy(() => import('./tags/Tags')) },
  { id: 'equipment', section: 'plant', right: 'view', Page: lazy(() => import('./equipment/Equipment')) },
  { id: 'parameters', section: 'plant', right: 'view', Page: lazy(() => import('./parameters/Parameters')) },
  { id: 'secrets', section: 'plant', right: 'edit', Page: lazy(() => import('./secrets/Secrets')) },
  { id: 'time', section: 'plant', right: 'view', Page: lazy(() => import('./time/Time')) },
  { id: 'users', section: 'people', right: 'users', Page: lazy(() => import('../people/Users')) },
  { id: 'roles', section: 'people', right: 'users', Page: lazy(() => import('../people/Roles')) },
  { id: 'stations', section: 'people', right: 'users', Page: lazy(() => import('../people/Stations')) },
  { id: 'policy', section: 'people', right: 'users', Page: lazy(() => import('../people/Policy')) },
  { id: 'tokens', section: 'people', right: 'users', Page: lazy(() => import('../people/Tokens')) },
  { id: 'signatures', section: 'people', right: 'view', Page: lazy(() => import('../people/Signatures')) },
  { id: 'audit', section: 'people', right: 'audit', Page: lazy(() => import('../people/Audit')) },
  { id: 'me', section: 'people', right: '', Page: lazy(() => import('../people/Account')) },
  { id: 'health', section: 'gateway', right: 'view', anywhere: true, Page: lazy(() => import('../gateway/Health')) },
  { id: 'letters', section: 'gateway', right: 'view', anywhere: true, Page: lazy(() => import('../gateway/Letters')) },
  { id: 'logs', section: 'gateway', right: 'maintain', Page: lazy(() => import('../gateway/Logs')) },
  { id: 'backup', section: 'gateway', right: 'backup', Page: lazy(() => import('../gateway/Backup')) },
  { id: 'plugins', section: 'gateway', right: 'view', Page: lazy(() => import('../gateway/Plugins')) },
]
