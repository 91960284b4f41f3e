import { Background, ReactFlow, SelectionMode, useStore } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { FARTHEST, NEAREST, type Viewport } from '../model/box'
import type { Graph, Scope } from '../model/document'
import { GRID } from '../model/look'
import type { Scene } from '../model/scene'
import { keepViewport } from '../state/canvasSettings'
import { useBreakpointsKept } from '../state/breakpoints'
import { pointAtWire, usePassing, CanvasContext, FAR, FAR_OF_MANY, MANY } from './context'
import { CanvasMenu, useMenu } from './CanvasMenu'
import { CanvasTools } from './CanvasTools'
import { ConnectionHint } from './ConnectionHint'
import { ConnectionLine } from './ConnectionLine'
import { firstViewport } from './firstViewport'
import { GroupFrame } from './GroupFrame'
import { JunctionDot } from './JunctionDot'
import { useMarksKept } from './marks'
import { MiniMap } from './MiniMap'
import { NoteCard } from './NoteCard'
import { FarLayer } from './FarLayer'
import { StepNode } from './StepNode'
import { useCallingOff } from './useCallingOff'
import { useCanvasView } from './useCanvasView'
import { useConnecting } from './useConnecting'
import { useDragging } from './useDragging'
import { chooseNodes, chooseWires, useElements } from './useElements'
import { useLongPress } from './useLongPress'
import { usePointing } from './usePointing'
import { useScene } from './useScene'
import { WhereBar } from './WhereBar'
import { WireCard } from './WireCard'
import { WireLine } from './WireLine'

const NODES = { node: StepNode, junction: JunctionDot, note: NoteCard, frame: GroupFrame }
const WIRES = { wire: WireLine }
const PRO = { hideAttribution: true }
const SNAP: [number, number] = [GRID, GRID]
const MULTI = ['Shift', 'Control', 'Meta']

interface BoardProps {
  scope: Scope
  graph: Graph
  reveal: string | null
  size: { width: number; height: number }
}

// React Flow tells all of its parts when a handler is another one.
const enterWire = (_: unknown, wire: { id: string }) => hover(Number(wire.id))
const leaveWire = () => hover(null)

/** The graph on React Flow: near as nodes that can be held, from afar as a painting. */
export function Board({ scope, graph, reveal, size }: BoardProps) {
  const moving = usePassing((passing) => passing.moving)
  const scene = useScene(scope, graph, moving)
  const sceneNow = useNow(scene)
  const parts = useMemo(() => ({ scope, sceneNow }), [scope, sceneNow])
  const many = scene.nodes.length > MANY
  const far = useStore(({ transform }) => transform[2] < (many ? FAR_OF_MANY : FAR))
  const { nodes, edges } = useElements(scene, far)
  const view = useCanvasView(sceneNow)
  const keep = useCallback((_: unknown, viewport: Viewport) => keepViewport(scope, viewport), [scope])
  const drag = useDragging(parts)
  const connect = useConnecting(scope)
  const point = usePointing(parts, far)
  const press = useLongPress()
  const menu = useMenu()
  useCallingOff()
  const [first] = useState(() => firstViewport(scope, scene, reveal, size))
  useMarksKept(scope)
  useBreakpointsKept()
  useEffect(() => {
    if (reveal !== null) view.reveal(reveal)
  }, [view, reveal])
  return (
    <CanvasContext value={parts}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={WIRES}
        defaultViewport={first}
        minZoom={FARTHEST}
        maxZoom={NEAREST}
        onlyRenderVisibleElements={many}
        elevateNodesOnSelect={false}
        snapToGrid
        snapGrid={SNAP}
        nodeDragThreshold={3}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={MULTI}
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        disableKeyboardA11y
        connectionRadius={24}
        connectionLineComponent={ConnectionLine}
        proOptions={PRO}
        onNodesChange={chooseNodes}
        onEdgesChange={chooseWires}
        onNodeDragStart={drag.start}
        onNodeDrag={drag.drag}
        onNodeDragStop={drag.stop}
        onMoveEnd={keep}
        onEdgeMouseEnter={enterWire}
        onEdgeMouseLeave={leaveWire}
        reconnectRadius={16}
        {...connect}
        {...point}
        {...press}
        {...menu}
      >
        <Background gap={GRID * 3} size={1.5} color="var(--ant-color-border)" />
        {far && <FarLayer scene={scene} />}
        {!far && <WireCard scene={scene} />}
        <ConnectionHint />
        <MiniMap scene={scene} />
        <CanvasTools scope={scope} />
        <WhereBar scope={scope} />
      </ReactFlow>
      <CanvasMenu />
    </CanvasContext>
  )
}

/** While something is dragged, the wire that it would be put on is pointed at, not the one under the pointer. */
function hover(wire: number | null): void {
  if (!usePassing.getState().moving) pointAtWire(wire)
}

/** The scene as it is when it is asked for, for what happens later than a rendering. */
function useNow(scene: Scene): () => Scene {
  const now = useRef(scene)
  useEffect(() => {
    now.current = scene
  })
  const [read] = useState(() => () => now.current)
  return read
}
