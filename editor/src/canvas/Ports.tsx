import { Handle, Position } from '@xyflow/react'
import type { Look, PortLook } from '../model/look'
import { useErrorWired } from './useErrorWired'

/** The ports of a node. The one for errors is seen only when it is wired or looked for. */
export function Ports({ id, look }: { id: string; look: Look }) {
  const wired = useErrorWired(id)
  const several = look.outputs.length > 1
  return (
    <>
      {look.inputs.map((port) => (
        <PortDot key={port.name} port={port} side="in" />
      ))}
      {look.outputs.map((port) => (
        <PortDot key={port.name} port={port} side="out" named={several} />
      ))}
      {look.kind !== 'comment' && look.outputs.every(({ name }) => name !== look.error.name) && <PortDot port={look.error} side="error" named={wired} />}
    </>
  )
}

const POSITIONS = { in: Position.Left, out: Position.Right, error: Position.Bottom }

function PortDot({ port, side, named = false }: { port: PortLook; side: 'in' | 'out' | 'error'; named?: boolean }) {
  const [left, top] = port.at
  return (
    <Handle
      type={side === 'in' ? 'target' : 'source'}
      id={port.name}
      position={POSITIONS[side]}
      className={`port port-${side}${named ? ' port-named' : ''}`}
      style={{ left, top }}
    >
      <span className="port-label">{port.title}</span>
    </Handle>
  )
}
