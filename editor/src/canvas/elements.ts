import { Position, type Edge, type Node, type NodeHandle } from '@xyflow/react'
import type { Frame } from '../model/groups'
import { elementId } from '../model/elements'
import type { Scene, SceneNode, SceneNote, SceneWire } from '../model/scene'
import type { Selection } from '../state/selection'

export type NodeElement = Node<{ node: SceneNode }, 'node'>
export type JunctionElement = Node<{ node: SceneNode }, 'junction'>
export type NoteElement = Node<{ note: SceneNote }, 'note'>
export type GroupElement = Node<{ frame: Frame }, 'frame'>
export type Element = NodeElement | JunctionElement | NoteElement | GroupElement
export type WireElement = Edge<{ wire: SceneWire }, 'wire'>

const DOT = 10

export interface Drawn {
  nodes: Element[]
  edges: WireElement[]
}

/** What React Flow is given for a scene. An element whose part of the scene and whose choice are as before is the same object. */
export class Elements {
  private readonly nodes = new Map<string, { of: unknown; element: Element }>()
  private readonly wires = new Map<number, WireElement>()
  private last: Drawn = { nodes: [], edges: [] }

  of(scene: Scene, chosen: Selection, names: (node: SceneNode) => string, wireNames: (wire: SceneWire) => string): Drawn {
    const [nodes, notes, groups, wires] = [new Set(chosen.nodes), new Set(chosen.notes), new Set(chosen.groups), new Set(chosen.wires)]
    const made = {
      nodes: [
        ...scene.frames.map((frame) => this.group(frame, groups.has(frame.id))),
        ...scene.notes.map((note) => this.kept(elementId({ kind: 'note', id: note.id }), note, notes.has(note.id), () => noteElement(note))),
        ...scene.nodes.map((node) => this.kept(node.id, node, nodes.has(node.id), () => nodeElement(node, names(node)))),
      ],
      edges: scene.wires.map((wire) => this.wire(wire, wires.has(wire.index), wireNames)),
    }
    // React Flow looks through a whole list that is new.
    this.last = { nodes: alike(made.nodes, this.last.nodes), edges: alike(made.edges, this.last.edges) }
    return this.last
  }

  private kept(name: string, of: unknown, selected: boolean, make: () => Element): Element {
    const before = this.nodes.get(name)
    if (before && before.of === of && before.element.selected === selected) return before.element
    const element = { ...make(), selected }
    this.nodes.set(name, { of, element })
    return element
  }

  private group(frame: Frame, selected: boolean): Element {
    const name = elementId({ kind: 'group', id: frame.id })
    const before = this.nodes.get(name)
    const of = JSON.stringify(frame)
    if (before && before.of === of && before.element.selected === selected) return before.element
    const element = { ...groupElement(frame), selected }
    this.nodes.set(name, { of, element })
    return element
  }

  private wire(wire: SceneWire, selected: boolean, names: (wire: SceneWire) => string): WireElement {
    const before = this.wires.get(wire.index)
    if (before?.data?.wire === wire && before.selected === selected) return before
    const element = { ...wireElement(wire, names(wire)), selected }
    this.wires.set(wire.index, element)
    return element
  }
}

/** The list before, when the new one holds the same. */
function alike<T>(made: T[], before: T[]): T[] {
  return made.length === before.length && made.every((each, index) => each === before[index]) ? before : made
}

function placed({ x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  return { position: { x, y }, width, height, measured: { width, height } }
}

function nodeElement(node: SceneNode, ariaLabel: string): NodeElement | JunctionElement {
  const { look } = node
  const handle = (type: 'source' | 'target', position: Position, { name, at }: { name: string; at: readonly [number, number] }): NodeHandle => ({
    id: name, type, position, x: at[0] - DOT / 2, y: at[1] - DOT / 2, width: DOT, height: DOT,
  })
  const handles = [
    ...look.inputs.map((port) => handle('target', Position.Left, port)),
    ...look.outputs.map((port) => handle('source', Position.Right, port)),
    ...(look.outputs.some(({ name }) => name === look.error.name) ? [] : [handle('source', Position.Bottom, look.error)]),
  ]
  return { id: node.id, type: look.kind === 'junction' ? 'junction' : 'node', ...placed(node.box), handles, data: { node }, ariaLabel }
}

function noteElement(note: SceneNote): NoteElement {
  return { id: elementId({ kind: 'note', id: note.id }), type: 'note', ...placed(note.box), handles: [], data: { note }, zIndex: -1, connectable: false }
}

function groupElement(frame: Frame): GroupElement {
  const id = elementId({ kind: 'group', id: frame.id })
  // The frame lets the pointer through to what lies on it: only its name is held and pressed.
  return { id, type: 'frame', ...placed(frame.box), handles: [], data: { frame }, zIndex: -20 + frame.depth, dragHandle: '.group-name', connectable: false, style: { pointerEvents: 'none' } }
}

function wireElement(wire: SceneWire, ariaLabel: string): WireElement {
  const { index, from, to } = wire
  return { id: String(index), type: 'wire', source: from.node, target: to.node, sourceHandle: from.port, targetHandle: to.port, data: { wire }, ariaLabel }
}
