import type { Client } from '../api/client'
import { graphOf, partsOf, type AnyDocument, type DocumentKey, type NodeEntry } from '../model/document'
import { roleOf } from '../model/mentions'
import type { Place } from '../model/places'
import { subflowOf } from '../model/ports'
import { changeOf, naming, relink, type Change } from '../model/relink'
import { renameNode } from '../model/rename'
import { allDocuments } from './allDocuments'
import { documentNow } from './documents'
import { mayNow, useMe } from './me'
import { useNodeTypes } from './nodeTypes'
import type { Saver } from './saving'
import { select, useSelection } from './selection'
import { editTogether, onDocument } from './together'

/** What another id of a node reaches besides its own graph. */
export interface Reach {
  change: Change
  /** Other documents that name the node: those that the person may change, and those that they may not. */
  follow: readonly DocumentKey[]
  withheld: readonly DocumentKey[]
  /** There may be more, which the person does not see. */
  unseen: boolean
}

/** Looks through all documents that may name the node. Raises ApiError. */
export async function reachOf(client: Client, place: Place, to: string): Promise<Reach> {
  const own = documentNow(place.key)?.present
  const far = own !== undefined && namedElsewhere(place, graphOf(own, place.inside)?.nodes[place.node])
  const documents = far ? await allDocuments(client) : new Map(own ? [[place.key, own]] : [])
  const { types, subflows } = useNodeTypes.getState()
  const change = changeOf(place, to, documents, subflows)
  const others = naming(documents, change, subflows, types ?? new Map()).filter((key) => key !== place.key)
  const { me } = useMe.getState()
  return { change, follow: others.filter((key) => mayNow('edit', key)), withheld: others.filter((key) => !mayNow('edit', key)), unseen: far && me !== null && !me.rights.includes('view') }
}

/** Other documents name where links arrive, what holds such nodes, and what every flow can have inside of it. */
function namedElsewhere({ key }: Place, node: NodeEntry | undefined): boolean {
  if (partsOf(key).kind === 'subflow') return true
  return node !== undefined && (roleOf(node, useNodeTypes.getState()) === 'link-in' || subflowOf(node.type) !== null)
}

/** Gives a node another id, in its own document and wherever others name it, as one act. Raises ApiError. */
export async function renameEverywhere(client: Client, saver: Saver, { change, follow }: Reach): Promise<void> {
  for (const other of follow) await saver.open(other)
  const { key, inside, node } = change.place
  const { types, subflows } = useNodeTypes.getState()
  const naming = (each: DocumentKey) => (document: AnyDocument) => {
    relink(each, document, change, subflows, types ?? new Map())
    if (each === key) renameNode(document, inside, node, change.to)
  }
  editTogether('inspector.edits.id', [key, ...follow].map((each) => onDocument(each, naming(each))))
  // At once: a moment in which nothing is chosen would take the form away, and the focus with it.
  if (useSelection.getState().nodes.includes(node)) select({ nodes: [change.to] })
  await renameInTests(client, change)
}

/** Flow tests are files on disk: the runtime lets them follow what is drafted and deployed, undone or not. */
async function renameInTests(client: Client, { addresses }: Change): Promise<void> {
  const mine = [...addresses].filter(([name]) => mayNow('edit', `flow:${name.split('/')[0] ?? ''}`))
  if (mine.length) await client.send('POST', 'tests/renamed', { renamed: Object.fromEntries(mine) })
}
