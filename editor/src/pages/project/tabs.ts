import { lazy, type ComponentType, type LazyExoticComponent } from 'react'

/** A page of the project; `right` is what its reader needs. `section` is the heading it stands under. */
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

export const TABS: readonly Tab[] = [
  { id: 'connections', section: 'plant', right: 'view', Page: lazy(() => import('./Connections')) },
]
