import { lazy, type ComponentType } from 'react'
import type { Scope } from '../model/document'

/** What the inspector shows for what is no node; `id` is that of the group or note, or the wire's place in the graph's list. */
export interface PartProps {
  scope: Scope
  id: string
}

export type PartKind = 'wire' | 'group' | 'note' | 'flow' | 'subflow'

/** The forms of the other things that can be chosen. */
export const PARTS: Readonly<Record<PartKind, ComponentType<PartProps>>> = {
  wire: lazy(() => import('./WireForm')),
  group: lazy(() => import('./GroupForm')),
  note: lazy(() => import('./NoteForm')),
  flow: lazy(() => import('./FlowForm')),
  subflow: lazy(() => import('./SubflowForm')),
}
