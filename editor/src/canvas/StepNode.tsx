import type { NodeProps } from '@xyflow/react'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hueVariable } from '../model/family'
import type { Look } from '../model/look'
import { nodeStatus } from '../model/status'
import { useNodeState } from '../state/running'
import type { NodeElement } from './elements'
import { NodeMarks } from './NodeMarks'
import { NodeStatus } from './NodeStatus'
import { Ports } from './Ports'
import { PressButton } from './PressButton'
import { Readings } from './Readings'
import { TypeIcon } from './TypeIcon'
import { useErrorWired } from './useErrorWired'

/** A node near enough to be held. Whatever is said of it besides what it is, it asks for itself. */
export const StepNode = memo(function StepNode({ id, data: { node }, selected }: NodeProps<NodeElement>) {
  const { look } = node
  const [hovered, setHovered] = useState(false)
  const wired = useErrorWired(id)
  const tone = useNodeState(id)
  const state = tone ? nodeStatus(tone, true, false).tone : 'neutral'
  const classes = ['step', `step-${look.kind}`, `step-is-${state}`, selected && 'chosen', look.disabled && 'step-disabled', !look.known && 'step-unknown']
  return (
    <div
      className={classes.filter(Boolean).join(' ')}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
    >
      <span className="step-edge" style={{ background: hueVariable(look.family) }} />
      <TypeIcon icon={look.icon} family={look.family} />
      <Name look={look} />
      {look.pressable && <PressButton id={id} name={look.name} />}
      <Ports look={look} error={wired || hovered || selected} />
      <NodeMarks id={id} />
      <NodeStatus id={id} counts={hovered || selected} />
      <Readings id={id} look={look} />
    </div>
  )
})

function Name({ look }: { look: Look }) {
  const { t } = useTranslation()
  const to = look.links.length > 0 ? `→ ${look.links.join(', ')}` : ''
  const title = look.known ? [look.name, look.title, to].filter(Boolean).join('\n') : t('canvas.unknown', { type: look.title })
  return (
    <span className="step-name" title={title}>
      <span className="clip">{look.name}</span>
      {look.disabled && <span className="step-note">{t('canvas.disabled')}</span>}
      {!look.known && <span className="step-note clip">{t('canvas.unknownShort', { type: look.title })}</span>}
      {to && <span className="step-note clip">{to}</span>}
    </span>
  )
}
