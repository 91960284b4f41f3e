import { useConnection, ViewportPortal } from '@xyflow/react'
import { acts } from './acts'
import { useCanvas } from './context'
import { endsOf } from './useConnecting'

/** Says why the wire that is being drawn cannot end where it is held. */
export function ConnectionHint() {
  const { scope } = useCanvas()
  const held = useConnection(({ inProgress, isValid, fromHandle, toHandle }) => {
    if (!inProgress || isValid !== false || !toHandle || fromHandle.type === toHandle.type) return null
    const [from, to] = fromHandle.type === 'source' ? [fromHandle, toHandle] : [toHandle, fromHandle]
    return { source: from.nodeId, sourceHandle: from.id ?? null, target: to.nodeId, targetHandle: to.id ?? null, x: toHandle.x, y: toHandle.y }
  })
  if (!held) return null
  const { from, to } = endsOf(held)
  const reason = acts.canConnect?.(scope, from, to) ?? null
  if (reason === null) return null
  return (
    <ViewportPortal>
      <div className="connection-hint" role="status" style={{ transform: `translate(${held.x}px, ${held.y}px) translate(-50%, 20px)` }}>
        {reason}
      </div>
    </ViewportPortal>
  )
}
