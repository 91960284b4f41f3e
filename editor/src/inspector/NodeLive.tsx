import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeEntry, Scope } from '../model/document'
import { tapsAt } from '../model/nodeTaps'
import { nodeStatus } from '../model/status'
import type { NodeType } from '../model/types'
import { InjectButton } from '../pages/flows/InjectButton'
import { PortMessage } from '../pages/flows/PortMessage'
import { StatusTag } from '../parts/StatusTag'
import { useRunning } from '../state/running'
import { useNodeName } from '../state/useNodeName'
import { useTaps } from '../state/useTaps'
import { useText } from '../state/useText'
import { Counters } from './Counters'
import { GiveMessage } from './GiveMessage'
import { useFlowState } from './useFlowState'

interface NodeLiveProps {
  scope: Scope
  id: string
  node: NodeEntry
  type: NodeType | null
}

/** A node at work, in the instance of its subflow that the canvas shows: its state, counters, the last message at each port, and giving it one. */
export function NodeLive(props: NodeLiveProps) {
  const { t } = useTranslation()
  const flow = useRunning((running) => running.flow)
  const prefix = useRunning((running) => running.prefix)
  if (!flow || prefix === '?/') return <p className="muted">{t('inspector.live.unused')}</p>
  return <Running {...props} flow={flow} id={prefix + props.id} />
}

function Running({ flow, id, node, type }: NodeLiveProps & { flow: string }) {
  const { t } = useTranslation()
  const say = useText()
  const nameOf = useNodeName()
  const state = useFlowState(flow)
  const wires = Object.keys(state?.wires ?? {}).join('\n')
  const taps = useMemo(() => tapsAt(flow, id, wires ? wires.split('\n') : []), [flow, id, wires])
  useTaps(taps, true)
  if (!state) return null
  if (!state.running) return <p className="muted">{t('inspector.live.stopped')}</p>
  const own = state.nodes[id]
  if (!own) return <p className="muted">{t('inspector.live.undeployed')}</p>
  const { tone, word } = nodeStatus(own, true, node.disabled === true)
  const inputs = type?.inputs ?? []
  return (
    <div className="node-live">
      <div className="live-state">
        <StatusTag tone={tone}>{t(`state.${word}`)}</StatusTag> <span>{say(own.text)}</span>
        <span className="grow" />
        {inputs.length === 0 && node.type === 'core.inject' && <InjectButton flow={flow} node={id} name={nameOf(id, node)} running />}
      </div>
      <Counters state={own} />
      <h3>{t('inspector.live.messages')}</h3>
      {taps.map((tap) => (
        <PortMessage key={tap.topic} tap={tap} />
      ))}
      {taps.length === 0 && <p className="muted">{t('nodes.none')}</p>}
      {inputs.length > 0 && <GiveMessage flow={flow} node={id} inputs={inputs} />}
    </div>
  )
}
