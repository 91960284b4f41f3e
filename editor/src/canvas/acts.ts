import type { DragEvent as ReactDragEvent } from 'react'
import type { MenuProps } from 'antd'
import type { Point, Scope } from '../model/document'
import type { End } from '../model/wires'

/** Where a wire starts or ends while it is drawn: a node's port and its side. */
export interface Loose extends End {
  side: 'in' | 'out'
}

/** What a context menu was opened on; `at` is in the graph's coordinates. */
export interface MenuTarget {
  node: string | null
  wire: number | null
  at: Point
}

/** What a person may do on the canvas beyond looking and moving. Points are in the graph's coordinates. */
export interface Acts {
  /** A new wire between two ports that fit. */
  onConnect: (scope: Scope, from: End, to: End) => void
  /** Why there can be no wire, in the person's words; null: there can. Asked often: it must be quick. `wire` is the one that is moved. */
  canConnect: (scope: Scope, from: End, to: End, wire?: number) => string | null
  /** An end of a wire was put on another port. */
  onReconnect: (scope: Scope, wire: number, from: End, to: End) => void
  /** A wire was let go in empty space. */
  onConnectEnd: (scope: Scope, from: Loose, at: Point) => void
  /** Something from outside was dropped. */
  onDropOnCanvas: (scope: Scope, event: ReactDragEvent, at: Point) => void
  /** The same above a wire. */
  onDropOnWire: (scope: Scope, event: ReactDragEvent, wire: number, at: Point) => void
  /** A node was moved onto a wire; it has been placed. */
  onNodeOnWire: (scope: Scope, node: string, wire: number) => void
  /** `wire`: the one that was hit. */
  onDoubleClick: (scope: Scope, at: Point, wire: number | null) => void
  /** What else a context menu offers. */
  menu: (scope: Scope, target: MenuTarget) => NonNullable<MenuProps['items']>
}

/** Filled by the parts that edit; what is missing cannot be done. */
export const acts: Partial<Acts> = {}

export function offerActs(offered: Partial<Acts>): void {
  Object.assign(acts, offered)
}

/** For somebody who may only look. */
export function withdrawActs(offered: Partial<Acts>): void {
  for (const name of Object.keys(offered) as (keyof Acts)[]) if (acts[name] === offered[name]) Reflect.deleteProperty(acts, name)
}
