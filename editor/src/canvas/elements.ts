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
  private from: { wires: readonly SceneWire[]; chosen: readonly number[] } | null = null

  of(scene: Scene, chosen: Selection, names: (node: SceneNode) => string, wireNames: (wire: SceneWire) => string): Drawn {
    const [nodes, notes, groups] = [new Set(chosen.nodes), new Set(chosen.notes), new Set(chosen.groups)]
    const made = [
      ...scene.frames.map((frame) => this.group(frame, groups.has(frame.id))),
      ...scene.notes.map((note) => this.kept(elementId({ kind: 'note', id: note.id }), note, notes.has(note.id)) ?? this.keep(note, notes.has(note.id), noteElement(note))),
      ...scene.nodes.map((node) => this.kept(node.id, node, nodes.has(node.id)) ?? this.keep(node, nodes.has(node.id), nodeElement(node, names(node)))),
    ]
    // React Flow looks through a whole list that is new.
    this.last = { nodes: alike(made, this.last.nodes), edges: this.edges(scene.wires, chosen.wires, wireNames) }
    return this.last
  }

  private edges(wires: readonly SceneWire[], chosen: readonly number[], names: (wire: SceneWire) => string): WireElement[] {
    if (this.from?.wires === wires && this.from.chosen === chosen) return this.last.edges
    this.from = { wires, chosen }
    const all = new Set(chosen)
    return alike(wires.map((wire) => this.wire(wire, all.has(wire.index), names)), this.last.edges)
  }

  private kept(name: string, of: unknown, selected: boolean): Element | null {
    const before = this.nodes.get(name)
    return before && before.of === of && before.element.selected === selected ? before.element : null
  }

  private keep(of: unknown, selected: boolean, made: Element): Element {
    const element = { ...made, selected }
    this.nodes.set(element.id, { of, element })
    return element
  }

  private group(frame: Frame, selected: boolean): Element {
    const of = JSON.stringify(frame)
    return this.kept(elementId({ kind: 'group', id: frame.id }), of, selected) ?? this.keep(of, selected, groupElement(frame))
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
    ...(look.kind === 'comment' || look.outputs.some(({ name }) => name === look.error.name) ? [] : [handle('source', Position.Bottom, look.error)]),
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
