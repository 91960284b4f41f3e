import { EdgeLabelRenderer, useStore } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import { pointOf } from '../model/curve'
import { curveOfWire } from '../model/find'
import { count, latency, rate } from '../model/format'
import type { Scene, SceneWire } from '../model/scene'
import type { WireState } from '../model/types'
import { useSelection } from '../state/selection'
import { useSettings } from '../state/settings'
import { useWireIds, useWireState } from '../state/running'
import { usePassing } from './context'

/** What a wire does: of the one that is pointed at, else of the only one that is chosen. */
export function WireCard({ scene }: { scene: Scene }) {
  const pointed = usePassing(({ wire, moving }) => (moving ? null : wire))
  const chosen = useSelection(({ wires, nodes }) => (wires.length === 1 && nodes.length === 0 ? wires[0] : undefined))
  const wire = scene.wires[pointed ?? chosen ?? -1]
  return wire ? <Card scene={scene} wire={wire} /> : null
}

function Card({ scene, wire }: { scene: Scene; wire: SceneWire }) {
  const zoom = useStore(({ transform }) => transform[2])
  const state = useWireState(useWireIds(wire))
  const curve = curveOfWire(scene, wire)
  if (!curve) return null
  const [x, y] = pointOf(curve, 0.5)
  return (
    <EdgeLabelRenderer>
      <div className="wire-card" role="tooltip" style={{ transform: `translate(${x}px, ${y}px) scale(${1 / zoom}) translate(-50%, 14px)` }}>
        <Figures wire={wire} state={state} />
      </div>
    </EdgeLabelRenderer>
  )
}

function Figures({ wire, state }: { wire: SceneWire; state: WireState | undefined }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const name = (id: string) => t(`canvas.policy.${policyOf(id)}`)
  const drawn = wire.entry[2]?.policy
  const policy = drawn ?? state?.policy ?? 'direct'
  const rows: [string, string][] = state
    ? [
        [t('canvas.wire.rate'), t('canvas.wire.perSecond', { figure: rate(state.rate, language) })],
        ...(state.depth == null ? [] : [[t('canvas.wire.depth'), count(state.depth, language)] as [string, string]]),
        ...(state.latency == null ? [] : [[t('canvas.wire.latency'), latency(state.latency)] as [string, string]]),
        [t('canvas.wire.count'), count(state.count, language)],
      ]
    : []
  return (
    <>
      <div className="wire-policy">{name(policy)}</div>
      {state ? (
        <dl>
          {rows.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd className="figures">{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <div className="muted">{t('canvas.wire.stopped')}</div>
      )}
      {state && drawn !== undefined && drawn !== state.policy && <div className="tone-info">{t('canvas.wire.otherwise', { policy: name(state.policy) })}</div>}
    </>
  )
}

function policyOf(id: string): 'direct' | 'bounded' | 'durable' {
  return id === 'bounded' || id === 'durable' ? id : 'direct'
}
