import { bringSubflows, plannedSubflows, retyped, wouldHoldItself, type Refused } from './bringing'
import { NONE, type Choice } from './choice'
import type { Clip } from './clip'
import { graphOf, partsOf, type AnyDocument, type Graph, type Point, type Scope } from './document'
import { FreshIds } from './ids'
import { around } from './box'
import { boxOfNode, boxOfNote, put, unmeasured } from './placing'
import type { KnownTypes } from './ports'
import { renameReferences } from './mentions'
import { end } from './wires'

/** Why a clip cannot be put in here; null when it can. */
export function pasteRefused(document: AnyDocument, scope: Scope, clip: Clip, known: KnownTypes): Refused | null {
  const plan = plannedSubflows(document, clip, known)
  if (wouldHoldItself(document, scope, clip, plan, known)) return 'in-itself'
  return partsOf(scope.key).kind === 'subflow' && plan.brought.length ? 'needs-subflow' : null
}

/**
 * Puts a clip into the graph of a canvas, its upper left corner at `at`; gives what is new there, to be chosen. Every
 * id is made fresh, and subflows that it needs come along. `pasteRefused` must have been asked before.
 */
export function pasted(document: AnyDocument, scope: Scope, clip: Clip, at: Point, known: KnownTypes): Choice {
  const graph = graphOf(document, scope.inside)
  if (!graph) return NONE
  const names = bringSubflows(document, clip, plannedSubflows(document, clip, known))
  const move = offset(clip, at)
  const renamed = putNodes(graph, clip, move, names)
  for (const [from, to, policy] of clip.wires) {
    const ends = [renamedEnd(from, renamed), renamedEnd(to, renamed)] as const
    ;(graph.wires ??= []).push(policy ? [...ends, { ...policy }] : [...ends])
  }
  const nodes = [...renamed.values()]
  renameReferences(graph, nodes, renamed, { from: clip.flow, to: partsOf(scope.key).id }, known)
  return { ...NONE, nodes, groups: putGroups(graph, clip, renamed), notes: putNotes(graph, clip, move) }
}

function putNodes(graph: Graph, clip: Clip, [dx, dy]: Point, names: ReadonlyMap<string, string>): Map<string, string> {
  const fresh = new FreshIds(Object.keys(graph.nodes))
  const renamed = new Map<string, string>()
  for (const [id, node] of Object.entries(clip.nodes)) {
    const mine = fresh.take(id)
    renamed.set(id, mine)
    graph.nodes[mine] = retyped(node, names)
    const { x, y } = boxOfNode(clip, id, unmeasured)
    put(graph, mine, [x + dx, y + dy])
  }
  return renamed
}

function putGroups(graph: Graph, clip: Clip, renamed: ReadonlyMap<string, string>): string[] {
  const fresh = new FreshIds(Object.keys(graph.groups ?? {}))
  const names = new Map(Object.keys(clip.groups).map((id) => [id, fresh.take(id)]))
  for (const [id, { parent, ...group }] of Object.entries(clip.groups)) {
    const outer = parent === undefined ? undefined : names.get(parent)
    const nodes = group.nodes.flatMap((node) => renamed.get(node) ?? [])
    ;(graph.groups ??= {})[names.get(id) ?? id] = { ...group, nodes, ...(outer ? { parent: outer } : {}) }
  }
  return Object.entries(clip.groups).flatMap(([id, { parent }]) => (parent === undefined ? (names.get(id) ?? []) : []))
}

function putNotes(graph: Graph, clip: Clip, [dx, dy]: Point): string[] {
  const fresh = new FreshIds(Object.keys(graph.notes ?? {}))
  return Object.entries(clip.notes).map(([id, note]) => {
    const mine = fresh.take(id)
    ;(graph.notes ??= {})[mine] = { ...note, at: [note.at[0] + dx, note.at[1] + dy] }
    return mine
  })
}

/** How far the clip moves; its size goes by its nodes and notes. */
function offset(clip: Clip, at: Point): Point {
  const boxes = [...Object.keys(clip.nodes).map((id) => boxOfNode(clip, id, unmeasured)), ...Object.values(clip.notes).map(boxOfNote)]
  const whole = around(boxes) ?? { x: 0, y: 0 }
  return [at[0] - whole.x, at[1] - whole.y]
}

function renamedEnd(text: string, renamed: ReadonlyMap<string, string>): string {
  const { node, port } = end(text, '')
  const mine = renamed.get(node) ?? node
  return port === '' ? mine : `${mine}:${port}`
}
