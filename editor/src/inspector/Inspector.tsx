import { ConfigProvider, Empty, Skeleton } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Graph, Scope } from '../model/document'
import { useGraph } from '../state/documents'
import { useMayAt } from '../state/me'
import { useSelection, type Selection } from '../state/selection'
import { PARTS, type PartKind } from './parts'

const NodePanel = lazy(() => import('./NodePanel'))
const SeveralPanel = lazy(() => import('./SeveralPanel'))

/** What is chosen, to look at and to change. */
export function Inspector({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const graph = useGraph(scope)
  const may = useMayAt('edit', scope.key)
  const selection = useSelection()
  if (!graph) return null
  const nodes = selection.nodes.filter((id) => id in graph.nodes)
  const [node] = nodes
  return (
    <Suspense fallback={<Skeleton className="inspector-loading" active paragraph={{ rows: 6 }} />}>
      {!may && <p className="muted inspector-mayNot">{t('editor.readOnly')}</p>}
      {nodes.length > 1 && (
        <ConfigProvider componentDisabled={!may}>
          <SeveralPanel scope={scope} ids={nodes} />
        </ConfigProvider>
      )}
      {nodes.length === 1 && node !== undefined && <NodePanel key={`${scope.key} ${scope.inside ?? ''} ${node}`} scope={scope} id={node} />}
      {nodes.length === 0 && (
        <ConfigProvider componentDisabled={!may}>
          <Other scope={scope} graph={graph} selection={selection} />
        </ConfigProvider>
      )}
    </Suspense>
  )
}

/** A wire, group or note; nothing chosen means the flow itself. */
function Other({ scope, graph, selection }: { scope: Scope; graph: Graph; selection: Selection }) {
  const { t } = useTranslation()
  const { kind, id } = chosen(scope, graph, selection)
  const Shown = PARTS[kind]
  if (Shown) return <Shown key={`${kind} ${id}`} scope={scope} id={id} />
  return (
    <Empty className="inspector-nothing" image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('inspector.nothing')}>
      <p className="muted">{t('inspector.nothingHint')}</p>
    </Empty>
  )
}

function chosen({ key, inside }: Scope, graph: Graph, { wires, groups, notes }: Selection): { kind: PartKind; id: string } {
  const wire = wires.find((index) => graph.wires?.[index])
  if (wire !== undefined) return { kind: 'wire', id: String(wire) }
  const group = groups.find((id) => graph.groups?.[id])
  if (group !== undefined) return { kind: 'group', id: group }
  const note = notes.find((id) => graph.notes?.[id])
  if (note !== undefined) return { kind: 'note', id: note }
  return { kind: inside !== null || key.startsWith('subflow:') ? 'subflow' : 'flow', id: inside ?? '' }
}
