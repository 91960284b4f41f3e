import type { Connection, Handle, HandleType } from '@xyflow/react'
import { App } from 'antd'
import { useMemo } from 'react'
import type { Scope } from '../model/document'
import type { End } from '../model/wires'
import { acts } from './acts'
import type { WireElement } from './elements'
import { busy, calledOff } from './useCallingOff'
import { viewNow } from './view'

/** Of React Flow's state of a wire that is let go. */
interface Loose {
  isValid: boolean | null
  fromHandle: Handle | null
  toHandle: Handle | null
}

/** Drawing wires: what fits is asked of the acts, and so is what happens then. */
export function useConnecting(scope: Scope) {
  const { message } = App.useApp()
  return useMemo(() => {
    /** The wire that is drawn anew, while it is. */
    let moved: WireElement | null = null
    const why = (connection: Pair): string | null => {
      const { from, to } = endsOf(connection)
      return acts.canConnect?.(scope, from, to, moved?.data?.wire.index) ?? null
    }
    const refused = ({ isValid, fromHandle, toHandle }: Loose): boolean => {
      if (isValid !== false || !fromHandle || !toHandle) return false
      const ends = fromHandle.type === 'source' ? pair(fromHandle, toHandle) : pair(toHandle, fromHandle)
      const reason = fromHandle.type === toHandle.type ? null : why(ends)
      if (reason !== null) void message.warning(reason)
      return true
    }
    return {
      isValidConnection: (connection: Pair) => why(connection) === null,
      onConnectStart: busy,
      onConnect: (connection: Connection) => {
        if (calledOff()) return
        const { from, to } = endsOf(connection)
        acts.onConnect?.(scope, from, to)
      },
      onConnectEnd: (event: MouseEvent | TouchEvent, state: Loose) => {
        const view = viewNow()
        if (calledOff() || moved || state.isValid || refused(state) || !state.fromHandle || !view) return
        const from = { node: state.fromHandle.nodeId, port: state.fromHandle.id ?? '', side: state.fromHandle.type === 'source' ? 'out' : 'in' } as const
        acts.onConnectEnd?.(scope, from, view.toGraph(pointer(event)))
      },
      onReconnectStart: (_: unknown, wire: WireElement) => void (moved = wire),
      onReconnect: (wire: WireElement, connection: Connection) => {
        const { from, to } = endsOf(connection)
        if (wire.data && !calledOff()) acts.onReconnect?.(scope, wire.data.wire.index, from, to)
      },
      onReconnectEnd: (_event: unknown, _wire: WireElement, _side: HandleType, state: Loose) => {
        if (!calledOff()) refused(state)
        moved = null
      },
    }
  }, [scope, message])
}

type Pair = Pick<Connection, 'source' | 'target'> & { sourceHandle?: string | null; targetHandle?: string | null }

function pair(from: { nodeId: string; id?: string | null }, to: { nodeId: string; id?: string | null }): Pair {
  return { source: from.nodeId, sourceHandle: from.id ?? null, target: to.nodeId, targetHandle: to.id ?? null }
}

export function endsOf({ source, sourceHandle, target, targetHandle }: Pair): { from: End; to: End } {
  return { from: { node: source, port: sourceHandle ?? '' }, to: { node: target, port: targetHandle ?? '' } }
}

export function pointer(event: MouseEvent | TouchEvent): [number, number] {
  const at = 'changedTouches' in event ? event.changedTouches[0] : event
  return [at?.clientX ?? 0, at?.clientY ?? 0]
}
