import { Background, Controls, ReactFlow, type EdgeProps, type NodeProps } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { createContext, useContext, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Elements, type GroupElement, type JunctionElement, type NodeElement, type NoteElement, type WireElement } from '../../canvas/elements'
import { measure } from '../../canvas/measure'
import { Ports } from '../../canvas/Ports'
import { TypeIcon } from '../../canvas/TypeIcon'
import { curveOf, pathOf, pointOf } from '../../model/curve'
import type { SubflowEntry } from '../../model/document'
import { hueVariable } from '../../model/family'
import type { Compared, Mark } from '../../model/marks'
import { ERROR_PORT } from '../../model/ports'
import { Stage } from '../../model/scene'
import { localized } from '../../model/text'
import { usePortsKept, useNodeTypes } from '../../state/nodeTypes'
import { nothing } from '../../state/selection'
import { useSettings } from '../../state/settings'
import { useNarrow } from '../../state/useMedia'

const Marks = createContext<Compared | null>(null)
const SIGNS: Record<Mark, string> = { added: '+', changed: '≠', removed: '−' }

/** Two versions of a graph over each other, to look at: what came, what changed, what is gone. */
export function DiffCanvas({ compared, subflows }: { compared: Compared; subflows: Readonly<Record<string, SubflowEntry>> }) {
  const { t } = useTranslation()
  const known = useNodeTypes()
  const language = useSettings((settings) => settings.language)
  const narrow = useNarrow()
  const marked = useMemo(() => [...compared.nodes.keys()].map((id) => ({ id })), [compared])
  const [made] = useState(() => ({ stage: new Stage(), elements: new Elements() }))
  usePortsKept(compared.graph)
  const setting = useMemo(() => ({ known, inner: subflows, language, measure, flow: '' }), [known, subflows, language])
  const { nodes, edges } = useMemo(() => {
    const scene = made.stage.scene(compared.graph, setting, null)
    const said = (mark: Mark | undefined) => (mark ? `, ${t(`deploy.history.legend.${mark}`)}` : '')
    return made.elements.of(scene, nothing, ({ id, look }) => look.name + said(compared.nodes.get(id)), ({ index, from, to }) => `${from.node} → ${to.node}${said(compared.wires.get(index))}`)
  }, [made, compared, setting, t])
  return (
    <div className="diff-canvas canvas" role="region" aria-label={t('deploy.history.canvasLabel')}>
      <Marks value={compared}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODES}
          edgeTypes={WIRES}
          nodesDraggable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          fitView
          // On a phone the whole would be too small to read: what differs is enough.
          fitViewOptions={{ maxZoom: 1, padding: 0.1, ...(narrow && marked.length > 0 ? { nodes: marked, minZoom: 0.6 } : {}) }}
          minZoom={0.05}
          proOptions={{ hideAttribution: true }}
        >
          <Background />
          <Controls showInteractive={false} position={narrow ? 'bottom-right' : 'bottom-left'} />
        </ReactFlow>
      </Marks>
    </div>
  )
}

function Step({ id, data: { node } }: NodeProps<NodeElement | JunctionElement>) {
  const compared = useContext(Marks)
  const mark = compared?.nodes.get(id)
  const { look } = node
  return (
    <div className={['step', `step-${look.kind}`, look.disabled && 'step-disabled', mark && `diff-node diff-${mark}`].filter(Boolean).join(' ')}>
      {look.kind !== 'junction' && (
        <>
          <span className="step-edge" style={{ background: hueVariable(look.family) }} />
          <TypeIcon icon={look.icon} family={look.family} />
          <span className="step-name" title={`${look.name}\n${look.title}`}>
            <span className="clip">{look.name}</span>
          </span>
        </>
      )}
      <Ports id={id} look={look} />
      {mark && (
        <span className={`diff-sign diff-${mark}`} aria-hidden>
          {SIGNS[mark]}
        </span>
      )}
    </div>
  )
}

function Note({ data: { note } }: NodeProps<NoteElement>) {
  const language = useSettings((settings) => settings.language)
  return <div className="diff-note">{localized(note.entry.text, language)}</div>
}

function Frame({ data: { frame } }: NodeProps<GroupElement>) {
  const compared = useContext(Marks)
  const language = useSettings((settings) => settings.language)
  return (
    <div className="group">
      <div className="group-name clip">{localized(compared?.graph.groups?.[frame.id]?.name, language, frame.id)}</div>
    </div>
  )
}

function Wire({ sourceX, sourceY, targetX, targetY, data }: EdgeProps<WireElement>) {
  const mark = useContext(Marks)?.wires.get(data?.wire.index ?? -1)
  const curve = curveOf([sourceX, sourceY], [targetX, targetY], data?.wire.from.port === ERROR_PORT)
  const [x, y] = pointOf(curve, 0.5)
  return (
    <g className={mark ? `diff-wire diff-${mark}` : `wire wire-${data?.wire.entry[2]?.policy ?? 'direct'}`}>
      <path className="wire-line" d={pathOf(curve)} />
      {mark && (
        <text x={x} y={y} textAnchor="middle" dominantBaseline="central">
          {SIGNS[mark]}
        </text>
      )}
    </g>
  )
}

const NODES = { node: Step, junction: Step, note: Note, group: Frame }
const WIRES = { wire: Wire }
