import type { ParseKeys } from 'i18next'
import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import type { Scope } from '../model/document'
import { FaultsMark } from './FaultsMark'

interface Shown {
  scope: Scope
}

/** One tab of the drawer. `Mark` stands beside its title also while it is folded, such as a number. */
export interface DrawerTab {
  id: string
  title: ParseKeys
  Content: LazyExoticComponent<ComponentType<Shown>>
  Mark?: ComponentType<Shown>
}

export const TABS: readonly DrawerTab[] = [
  { id: 'debug', title: 'debug.tab', Content: lazy(() => import('./DebugTab')) },
  { id: 'faults', title: 'drawer.faults.tab', Content: lazy(() => import('./FaultsTab')), Mark: FaultsMark },
]
