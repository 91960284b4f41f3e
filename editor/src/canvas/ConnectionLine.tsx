import type { ConnectionLineComponentProps } from '@xyflow/react'
import { curveOf, pathOf } from '../model/curve'
import type { Point } from '../model/document'
import { ERROR_PORT } from '../model/ports'
import type { Element } from './elements'

/** The wire that is being drawn; it looks like the one it will be. */
export function ConnectionLine({ fromX, fromY, toX, toY, fromHandle, connectionStatus }: ConnectionLineComponentProps<Element>) {
  const [held, free]: [Point, Point] = [[fromX, fromY], [toX, toY]]
  const curve = fromHandle.type === 'source' ? curveOf(held, free, fromHandle.id === ERROR_PORT) : curveOf(free, held)
  return <path className={`wire-drawn${connectionStatus === 'invalid' ? ' wire-refused' : ''}`} d={pathOf(curve)} />
}
