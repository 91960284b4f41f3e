import { ConfigProvider, Skeleton } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Graph, NodeEntry, Scope } from '../model/document'
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
  const nodes = selection.nodes.filter((id) => graph && id in graph.nodes)
  const [node] = nodes
  const panel = usePanel(node, node === undefined ? undefined : graph?.nodes[node])
  if (!graph) return null
  return (
    <Suspense fallback={<Skeleton className="inspector-loading" active paragraph={{ rows: 6 }} />}>
      {!may && <p className="muted inspector-mayNot">{t('editor.readOnly')}</p>}
      {nodes.length > 1 && (
        <ConfigProvider componentDisabled={!may}>
          <SeveralPanel scope={scope} ids={nodes} />
        </ConfigProvider>
      )}
      {nodes.length === 1 && node !== undefined && <NodePanel key={`${scope.key} ${scope.inside ?? ''} ${panel}`} scope={scope} id={node} />}
      {nodes.length === 0 && (
        <ConfigProvider componentDisabled={!may}>
          <Other scope={scope} graph={graph} selection={selection} />
        </ConfigProvider>
      )}
    </Suspense>
  )
}

/** Another number for another node. Under another id it is the same: the field that one goes to from the id's keeps the focus. */
function usePanel(id: string | undefined, entry: NodeEntry | undefined): number {
  const [shown, setShown] = useState({ id, entry, number: 0 })
  if (shown.id === id && shown.entry === entry) return shown.number
  const number = shown.id === id || (entry !== undefined && shown.entry === entry) ? shown.number : shown.number + 1
  setShown({ id, entry, number })
  return number
}

/** A wire, group or note; nothing chosen means the flow itself. */
function Other({ scope, graph, selection }: { scope: Scope; graph: Graph; selection: Selection }) {
  const { kind, id } = chosen(scope, graph, selection)
  const Shown = PARTS[kind]
  return <Shown key={`${kind} ${id}`} scope={scope} id={id} />
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
