import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { hueVariable } from '../model/family'
import { linksText, type Look } from '../model/look'
import { toneOf } from '../model/status'
import { useNodeState } from '../state/running'
import type { NodeElement } from './elements'
import { NodeMarks } from './NodeMarks'
import { NodeStatus } from './NodeStatus'
import { Ports } from './Ports'
import { PressButton } from './PressButton'
import { Readings } from './Readings'
import { TypeIcon } from './TypeIcon'

/** A node near enough to be held. Whatever is said of it besides what it is, it asks for itself. */
export const StepNode = memo(function StepNode({ id, data: { node }, selected }: NodeProps<NodeElement>) {
  const { look } = node
  const tone = toneOf(useNodeState(id, look.status))
  const classes = ['step', `step-${look.kind}`, `step-is-${tone}`, selected && 'chosen', look.disabled && 'step-disabled', !look.known && 'step-unknown']
  return (
    <div className={classes.filter(Boolean).join(' ')} style={look.labels ? { paddingInlineEnd: look.labels } : {}}>
      <span className="step-edge" style={{ background: hueVariable(look.family) }} />
      <TypeIcon icon={look.icon} family={look.family} />
      <Name look={look} />
      {look.pressable && <PressButton id={id} name={look.name} />}
      <Ports id={id} look={look} />
      <NodeMarks id={id} />
      <Readings look={look} side="in" />
      <div className="step-under">
        <NodeStatus id={id} inner={look.status} />
        <Readings look={look} side="out" />
      </div>
    </div>
  )
})

function Name({ look }: { look: Look }) {
  const { t } = useTranslation()
  const to = linksText(look.links)
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
