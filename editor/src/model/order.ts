import type { FlowDocument, NodeEntry, SubflowEntry } from './document'
import type { Text } from './types'
import { end } from './wires'

/** A node as a row of the table; `depth` counts the subflows around it. */
export interface NodeRow {
  id: string
  type: string
  name?: Text
  disabled: boolean
  config: Record<string, unknown>
  depth: number
}

/**
 * The flow's nodes from sources to sinks: each chain is followed to its join before the next begins,
 * otherwise document order. A cycle is entered at its first node. Inner nodes of a subflow follow their instance.
 */
export function nodesInOrder(document: FlowDocument): NodeRow[] {
  const subflows = document.subflows ?? {}
  return orderedIds(document).flatMap((id) => {
    const entry = document.nodes[id]
    return entry ? rows(id, entry, subflows, 0) : []
  })
}

/** Deeper nesting than this is a subflow that holds itself, which the checker refuses. */
const DEEPEST = 16

function rows(id: string, entry: NodeEntry, subflows: Record<string, SubflowEntry>, depth: number): NodeRow[] {
  const { type, name, config = {}, disabled = false } = entry
  const row: NodeRow = { id, type, disabled, config, depth, ...(name === undefined ? {} : { name }) }
  const inner = type.startsWith('subflow:') && depth < DEEPEST ? subflows[type.slice(8)]?.nodes : undefined
  const nested = Object.entries(inner ?? {}).flatMap(([key, node]) => rows(`${id}/${key}`, node, subflows, depth + 1))
  return [row, ...nested]
}

function orderedIds(document: FlowDocument): string[] {
  const ids = Object.keys(document.nodes)
  const successors = new Map<string, string[]>(ids.map((id) => [id, []]))
  const waiting = new Map<string, number>(ids.map((id) => [id, 0]))
  for (const [from, to] of document.wires ?? []) {
    const [source, target] = [end(from, 'out').node, end(to, 'in').node]
    if (!successors.has(source) || !successors.has(target)) continue
    successors.get(source)?.push(target)
    waiting.set(target, (waiting.get(target) ?? 0) + 1)
  }
  const done = new Set<string>()
  const stack = ids.filter((id) => waiting.get(id) === 0).reverse()
  while (done.size < ids.length) {
    const id = stack.pop() ?? ids.find((each) => !done.has(each))
    if (id === undefined) break
    if (done.has(id)) continue
    done.add(id)
    for (const next of [...(successors.get(id) ?? [])].reverse()) {
      const left = (waiting.get(next) ?? 1) - 1
      waiting.set(next, left)
      if (left <= 0 && !done.has(next)) stack.push(next)
    }
  }
  return [...done]
}
