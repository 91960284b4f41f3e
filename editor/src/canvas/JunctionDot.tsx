import { Handle, Position, type NodeProps } from '@xyflow/react'
import { memo } from 'react'
import type { JunctionElement } from './elements'

/** Where wires only meet. */
export const JunctionDot = memo(function JunctionDot({ data: { node }, selected }: NodeProps<JunctionElement>) {
  const [input] = node.look.inputs
  const [output] = node.look.outputs
  return (
    <div className={`junction${selected ? ' chosen' : ''}`} title={node.look.title}>
      <Handle type="target" id={input?.name ?? 'in'} position={Position.Left} className="port port-in" style={{ left: 0, top: node.look.height / 2 }} />
      <Handle type="source" id={output?.name ?? 'out'} position={Position.Right} className="port port-out" style={{ left: node.look.width, top: node.look.height / 2 }} />
    </div>
  )
})
