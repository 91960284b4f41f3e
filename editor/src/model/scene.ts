import type { Box } from './box'
import type { Graph, NodeEntry, NoteEntry, Point, WireEntry } from './document'
import { framesOf, type Frame } from './groups'
import { lookOf, placesOf, type Look } from './look'
import type { Moving } from './moving'
import { firstPort, isMissing, portsInUse, portsOf } from './ports'
import { endsThatRun, type Subflows } from './instances'
import type { Language } from './types'
import { end, type End } from './wires'

export interface SceneNode {
  id: string
  entry: NodeEntry
  look: Look
  box: Box
}

export interface SceneNote {
  id: string
  entry: NoteEntry
  box: Box
}

export interface SceneWire {
  /** Its place in the graph's list. */
  index: number
  /** As the runtime calls it inside of its graph: `from:port>to:port`. */
  id: string
  /** The wires that run for it, as the runtime calls them: through the edges of subflows there may be several. */
  runs: readonly string[]
  entry: WireEntry
  from: End
  to: End
}

/** Everything that is drawn. What did not change since the scene before is the same object, so that only the rest is drawn anew. */
export interface Scene {
  nodes: readonly SceneNode[]
  byId: ReadonlyMap<string, SceneNode>
  notes: readonly SceneNote[]
  frames: readonly Frame[]
  wires: readonly SceneWire[]
}

export interface Setting extends Subflows {
  flow: string
  language: Language
  measure: (text: string) => number
}

export const NOTE_SIZE: Point = [200, 80]

/** The scenes of one canvas, each sharing what it can with the one before. */
export class Stage {
  private setting: Setting | null = null
  private readonly nodes = new Map<string, SceneNode>()
  private readonly notes = new Map<string, SceneNote>()
  private readonly wires = new Map<number, { wire: SceneWire; source: Look | undefined; target: Look | undefined }>()
  private last: { graph: Graph; moving: Moving | null; scene: Scene } | null = null

  scene(graph: Graph, setting: Setting, moving: Moving | null): Scene {
    const settled = setting === this.setting
    if (settled && this.last?.graph === graph && this.last.moving === moving) return this.last.scene
    // What is moved or undone is mostly a place: then wires and looks are as they were.
    const before = settled && this.last?.graph.nodes === graph.nodes ? this.last : null
    const placeOf = placesOf(graph)
    const node = (id: string, entry: NodeEntry) =>
      this.node(id, entry, shifted(placeOf(id), moving?.nodes.has(id) ? moving.by : null), setting, settled, graph)
    const nodes = before ? before.scene.nodes.map(({ id, entry }) => node(id, entry)) : Object.entries(graph.nodes).map(([id, entry]) => node(id, entry))
    const byId = new Map<string, SceneNode>()
    for (const each of nodes) byId.set(each.id, each)
    const notes = Object.entries(graph.notes ?? {}).map(([id, note]) => this.note(id, note, moving?.notes.has(id) ? moving.by : null))
    const sameWires = before?.graph.wires === graph.wires ? before?.scene.wires : undefined
    const wires = sameWires ?? (graph.wires ?? []).map((entry, index) => this.wire(index, entry, byId, setting, settled))
    const frames = framesOf(graph, (id) => byId.get(id)?.box)
    this.setting = setting
    const scene = { nodes, byId, notes, frames, wires }
    this.last = { graph, moving, scene }
    return scene
  }

  private node(id: string, entry: NodeEntry, at: Point, setting: Setting, settled: boolean, { wires }: Graph): SceneNode {
    const before = this.nodes.get(id)
    const [x, y] = at
    // A node of a missing type has the ports that its wires name.
    const same = settled && before?.entry === entry && (this.last?.graph.wires === wires || !isMissing(entry, setting.known, setting.inner))
    if (same && before.box.x === x && before.box.y === y) return before
    const look = same ? before.look : this.look(id, entry, setting, before?.look, wires)
    const node = { id, entry, look, box: { x, y, width: look.width, height: look.height } }
    this.nodes.set(id, node)
    return node
  }

  private look(id: string, entry: NodeEntry, setting: Setting, before: Look | undefined, wires: Graph['wires']): Look {
    const { known, inner, language, measure, flow } = setting
    const ports = isMissing(entry, known, inner) ? portsInUse(id, wires) : portsOf(entry, known, inner)
    const look = lookOf({ id, entry, ports, language, measure, flow, type: known.types?.get(entry.type), subflows: setting })
    return before && JSON.stringify(before) === JSON.stringify(look) ? before : look
  }

  private note(id: string, entry: NoteEntry, shift: Point | null): SceneNote {
    const [x, y] = shifted(entry.at, shift)
    const before = this.notes.get(id)
    if (before?.entry === entry && before.box.x === x && before.box.y === y) return before
    const [width, height] = entry.size ?? NOTE_SIZE
    const note = { id, entry, box: { x, y, width, height } }
    this.notes.set(id, note)
    return note
  }

  private wire(index: number, entry: WireEntry, nodes: ReadonlyMap<string, SceneNode>, setting: Setting, settled: boolean): SceneWire {
    const before = this.wires.get(index)
    if (settled && before?.wire.entry === entry) {
      const { from, to } = before.wire
      if (nodes.get(from.node)?.look === before.source && nodes.get(to.node)?.look === before.target) return before.wire
    }
    const [from, to] = [end(entry[0], ''), end(entry[1], '')]
    const [source, target] = [nodes.get(from.node), nodes.get(to.node)]
    from.port ||= firstPort(source?.look.outputs ?? [], 'out')
    to.port ||= firstPort(target?.look.inputs ?? [], 'in')
    const id = `${from.node}:${from.port}>${to.node}:${to.port}`
    const stops = endsThatRun(to, target?.entry, 'in', setting)
    const runs = endsThatRun(from, source?.entry, 'out', setting).flatMap((start) => stops.map((stop) => `${start.node}:${start.port}>${stop.node}:${stop.port}`))
    const wire = { index, id, runs, entry, from, to }
    this.wires.set(index, { wire, source: source?.look, target: target?.look })
    return wire
  }
}

function shifted(at: Point, by: Point | null): Point {
  return by ? [at[0] + by[0], at[1] + by[1]] : at
}

/** Where a port is on the canvas; null when its node or the port is not there. */
export function portAt(scene: Scene, { node, port }: End, side: 'in' | 'out'): Point | null {
  const found = scene.byId.get(node)
  if (!found) return null
  const ports = side === 'in' ? found.look.inputs : [...found.look.outputs, found.look.error]
  const at = ports.find(({ name }) => name === port)?.at
  return at ? [found.box.x + at[0], found.box.y + at[1]] : null
}
