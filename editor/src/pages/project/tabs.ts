import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

/** A page of the project; `right` is what its reader needs in the whole plant. `section` is the heading it stands under. */
export interface Tab {
  id: TabId
  section: 'plant' | 'people' | 'gateway'
  right: string
  Page: LazyExoticComponent<ComponentType>
}

export type TabId =
  | 'connections' | 'tags' | 'equipment' | 'parameters' | 'secrets' | 'time'
  | 'users' | 'roles' | 'stations' | 'tokens' | 'audit' | 'me'
  | 'health' | 'plugins' | 'backup' | 'logs'

/** The pages in the order of the list at the left. */
export const TABS: readonly Tab[] = [
  { id: 'connections', section: 'plant', right: 'view', Page: lazy(() => import('./connections/Connections')) },
  { id: 'tags', section: 'plant', right: 'view', Page: lazy(() => import('./tags/Tags')) },
  { id: 'equipment', section: 'plant', right: 'view', Page: lazy(() => import('./equipment/Equipment')) },
  { id: 'parameters', section: 'plant', right: 'view', Page: lazy(() => import('./parameters/Parameters')) },
  { id: 'secrets', section: 'plant', right: 'edit', Page: lazy(() => import('./secrets/Secrets')) },
  { id: 'time', section: 'plant', right: 'view', Page: lazy(() => import('./time/Time')) },
]
