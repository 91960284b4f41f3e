import { Background, Controls, MiniMap, ReactFlow, type Edge, type Node, type NodeChange } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Graph, Scope } from '../model/document'
import { localized } from '../model/text'
import type { Language } from '../model/types'
import { end } from '../model/wires'
import { edit, settle, useGraph } from '../state/documents'
import { select, useSelection } from '../state/selection'
import { useSettings } from '../state/settings'

/** The graph, drawn. `reveal` is the node to show at first. */
export function Canvas({ scope }: { scope: Scope; reveal: string | null }) {
  const { t } = useTranslation()
  const graph = useGraph(scope)
  const language = useSettings((settings) => settings.language)
  const chosen = useSelection()
  const nodes = useMemo(() => (graph ? nodesOf(graph, chosen.nodes, language) : []), [graph, chosen.nodes, language])
  const edges = useMemo(() => (graph ? edgesOf(graph) : []), [graph])
  const changed = (changes: NodeChange[]) => {
    for (const change of changes) {
      if (change.type === 'position' && change.position) move(scope, change.id, change.position, change.dragging === true)
    }
  }
  return (
    <div className="canvas" aria-label={t('canvas.label')} role="application">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        onNodesChange={changed}
        onNodeClick={(_, node) => select({ nodes: [node.id] })}
        onPaneClick={() => select({})}
        fitView
        minZoom={0.05}
      >
        <Background />
        <Controls />
        <MiniMap />
      </ReactFlow>
    </div>
  )
}

function move(scope: Scope, id: string, { x, y }: { x: number; y: number }, dragging: boolean): void {
  edit(scope, 'canvas.edit.move', (graph) => void ((graph.layout ??= {})[id] = [Math.round(x), Math.round(y)]), `move ${id}`)
  if (!dragging) settle(scope.key)
}

function nodesOf(graph: Graph, chosen: readonly string[], language: Language): Node[] {
  return Object.entries(graph.nodes).map(([id, node], index) => {
    const [x, y] = graph.layout?.[id] ?? [(index % 8) * 200, Math.floor(index / 8) * 80]
    return { id, position: { x, y }, data: { label: localized(node.name, language, id) }, selected: chosen.includes(id) }
  })
}

function edgesOf(graph: Graph): Edge[] {
  return (graph.wires ?? []).map(([from, to], index) => ({ id: String(index), source: end(from, '').node, target: end(to, '').node }))
}
