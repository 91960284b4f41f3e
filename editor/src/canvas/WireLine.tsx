import { EdgeLabelRenderer, useStore, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { curveOf, pathOf, pointOf } from '../model/curve'
import { heatOf } from '../model/heat'
import { ERROR_PORT } from '../model/ports'
import type { SceneWire } from '../model/scene'
import { useCanvasSettings } from '../state/canvasSettings'
import { useBreakpoints } from '../state/breakpoints'
import { useRunning, useWireIds } from '../state/running'
import { BreakpointMark } from './BreakpointMark'
import { NEAR, usePassing } from './context'
import type { WireElement } from './elements'

/** A wire: its width and dashes say how it holds messages, its colour how busy it is. */
export const WireLine = memo(function WireLine(props: EdgeProps<WireElement>) {
  return props.data ? <Line {...props} wire={props.data.wire} /> : null
})

function Line({ sourceX, sourceY, targetX, targetY, selected = false, wire }: EdgeProps<WireElement> & { wire: SceneWire }) {
  const live = useCanvasSettings((settings) => settings.live)
  const ids = useWireIds(wire)
  const runs = useRunning(({ state }) => state.wires[ids[0] ?? '']?.policy)
  const heat = useRunning(({ state }) => (live ? Math.max(0, ...ids.map((id) => heatOf(state.wires[id]?.rate))) : 0))
  const breakpoint = useBreakpoints(({ items }) => ids.map((id) => items.get(id)).find(Boolean))
  const near = useStore(({ transform }) => transform[2] >= NEAR)
  const pointed = usePassing((passing) => passing.wire === wire.index)
  const curve = curveOf([sourceX, sourceY], [targetX, targetY], wire.from.port === ERROR_PORT)
  const path = pathOf(curve)
  const policy = wire.entry[2]?.policy ?? runs ?? 'direct'
  const classes = ['wire', `wire-${policy}`, heat > 0 && `heat-${heat}`, selected && 'chosen', pointed && 'pointed']
  const [markX, markY] = pointOf(curve, 0.5)
  return (
    <g className={classes.filter(Boolean).join(' ')}>
      <path className="wire-halo" d={path} />
      <path className="wire-line" d={path} />
      {near && <path className="wire-arrow" d={`M${targetX - 7},${targetY - 4} L${targetX},${targetY} L${targetX - 7},${targetY + 4}`} />}
      <path className="wire-reach" d={path} />
      {breakpoint && (
        <EdgeLabelRenderer>
          <BreakpointMark breakpoint={breakpoint} at={[markX, markY]} />
        </EdgeLabelRenderer>
      )}
    </g>
  )
}
