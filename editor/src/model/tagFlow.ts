import type { FlowDocument, NodeEntry } from './document'
import { emptyFlow } from './flows'
import { FreshIds, idOf } from './ids'
import { tagOffers } from './tagNodes'
import type { NodeType } from './types'

/** A tag, and the type of its connection. */
export interface ReadTag {
  id: string
  connection: string
  type: string
}

/** Pixels between the nodes, one below the other. */
const [LEFT, TOP, STEP] = [60, 60, 96]

/**
 * A flow that reads these tags: a node for each connection where its type reads many tags in one node, else one for each
 * tag. Tags that no type reads are left out, and `unread` has them.
 */
export function flowOfTags(id: string, name: string, tags: readonly ReadTag[], types: Iterable<NodeType>): { flow: FlowDocument; unread: string[] } {
  const all = [...types]
  const ids = new FreshIds([])
  const unread: string[] = []
  const nodes: Record<string, NodeEntry> = {}
  const put = (called: string, named: readonly string[], type: string): boolean => {
    const offer = tagOffers(all, named, type).find(({ writes }) => !writes)
    if (offer) nodes[ids.take(idOf(called, 'read'))] = { ...offer.node, name: called }
    return offer !== undefined
  }
  for (const connection of new Set(tags.map((tag) => tag.connection))) {
    const group = tags.filter((tag) => tag.connection === connection)
    const names = group.map((tag) => tag.id)
    const type = group[0]?.type ?? ''
    if (!put(connection, names, type)) unread.push(...names.filter((tag) => !put(tag, [tag], type)))
  }
  const layout = Object.fromEntries(Object.keys(nodes).map((node, at) => [node, [LEFT, TOP + at * STEP] as [number, number]]))
  return { flow: { ...emptyFlow(id, name), nodes, layout }, unread }
}
