import type { ParseKeys } from 'i18next'
import { lazy, type ComponentType, type LazyExoticComponent } from 'react'
import type { Scope } from '../model/document'
import { FaultsMark } from './FaultsMark'
import { LettersMark } from './LettersMark'

interface Shown {
  scope: Scope
}

/** One tab of the drawer. `Mark` stands beside its title also while it is folded, such as a number. */
export interface DrawerTab {
  id: string
  title: ParseKeys
  Content: LazyExoticComponent<ComponentType<Shown>>
  Mark?: ComponentType<Shown>
  /** What its reader needs in the whole plant; else it is for everybody who sees the flow. */
  right?: string
}

export const TABS: readonly DrawerTab[] = [
  { id: 'debug', title: 'debug.tab', Content: lazy(() => import('./DebugTab')) },
  { id: 'faults', title: 'drawer.faults.tab', Content: lazy(() => import('./FaultsTab')), Mark: FaultsMark },
  { id: 'letters', title: 'letters.tab', Content: lazy(() => import('./DeadLetters')), Mark: LettersMark },
  { id: 'tests', title: 'flowTests.tab', Content: lazy(() => import('./FlowTests')), right: 'view' },
]
