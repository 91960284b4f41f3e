import i18next from 'i18next'
import type { ParseKeys } from 'i18next'
import { measure } from '../canvas/measure'
import { viewNow } from '../canvas/view'
import { ownSubflows } from '../model/bringing'
import type { Choice } from '../model/choice'
import { graphOf, partsOf, type AnyDocument, type Graph, type Point, type Scope } from '../model/document'
import { lookOf } from '../model/look'
import type { Measure } from '../model/placing'
import { portsOf } from '../model/ports'
import type { Around } from '../model/wiring'
import { documentNow, edit, editDocument } from '../state/documents'
import { useNodeTypes } from '../state/nodeTypes'
import { useSelection } from '../state/selection'
import { useSettings } from '../state/settings'

/** What an act works on: the graph of a canvas as it is by now, and what is chosen there. */
export interface Here {
  scope: Scope
  /** The id of the flow, or of the project-wide subflow. */
  id: string
  document: AnyDocument
  graph: Graph
  around: Around
  choice: Choice
}

export function here(scope: Scope): Here | null {
  const document = documentNow(scope.key)?.present
  const graph = document && graphOf(document, scope.inside)
  if (!document || !graph) return null
  const around = { known: useNodeTypes.getState(), inner: ownSubflows(document) }
  return { scope, id: partsOf(scope.key).id, document, graph, around, choice: existing(graph, useSelection.getState()) }
}

/** Undo may have taken away what was chosen. */
function existing(graph: Graph, { nodes, wires, notes, groups }: Choice): Choice {
  return {
    nodes: nodes.filter((id) => graph.nodes[id]),
    wires: wires.filter((index) => graph.wires?.[index]),
    notes: notes.filter((id) => graph.notes?.[id]),
    groups: groups.filter((id) => graph.groups?.[id]),
  }
}

/** The name of an act as undo shows it. */
export type ActLabel = Extract<ParseKeys, `acts.did.${string}`>

/** One act on the graph; gives what the recipe gives. */
export function act<T>({ scope }: Here, label: ActLabel, recipe: (graph: Graph) => T, mark?: string): T | undefined {
  let made: T | undefined
  const keep = (graph: Graph) => {
    made = recipe(graph)
  }
  edit(scope, label, keep, mark)
  return made
}

export function actOnDocument<T>({ scope }: Here, label: ActLabel, recipe: (document: AnyDocument) => T): T | undefined {
  let made: T | undefined
  const keep = (document: AnyDocument) => {
    made = recipe(document)
  }
  editDocument(scope.key, label, keep)
  return made
}

/** The sizes of nodes as the canvas draws them. */
export function measureOf({ graph, around, id: flow }: Here): Measure {
  const language = useSettings.getState().language
  return (id): Point | undefined => {
    const entry = graph.nodes[id]
    if (!entry) return undefined
    const type = around.known.types?.get(entry.type)
    const { width, height } = lookOf({ id, entry, type, ports: portsOf(entry, around.known, around.inner), language, measure, subflows: around, flow })
    return [width, height]
  }
}

/** The middle of what is seen of the canvas. */
export function middle(): Point {
  return viewNow()?.middle() ?? [0, 0]
}

export const say = i18next.t.bind(i18next)
