import { ownSubflows, subflowShown } from '../model/bringing'
import { nodesIn } from '../model/choice'
import { partsOf, type FlowDocument } from '../model/document'
import { idOf } from '../model/ids'
import { freshSubflow, makeSubflow } from '../model/making'
import { subflowOf } from '../model/ports'
import { sharedDocuments, sharingBlocked, withdraw } from '../model/sharing'
import { unpack, unpackRefused } from '../model/unpacking'
import type { Command } from '../state/commands'
import { createDocument } from '../state/documents'
import { useNodeTypes } from '../state/nodeTypes'
import { notify } from '../state/notices'
import { select } from '../state/selection'
import { goTo } from '../state/useRoute'
import { actOnDocument, say, type Here } from './here'
import { offering, type Find } from './offering'

/** Making, opening, leaving, unpacking and sharing subflows. */
export function subflowCommands(find: Find): Command[] {
  const { when, doing } = offering(find)
  const one = when((here) => instanceOf(here) !== null)
  return [
    { id: 'subflow.make', title: 'acts.subflow.make', keys: ['Alt+Shift+S'], enabled: when(({ scope, graph, choice }) => partsOf(scope.key).kind === 'flow' && nodesIn(graph, choice).length > 0), run: doing(make) },
    { id: 'subflow.open', title: 'acts.subflow.open', keys: ['Alt+ArrowDown'], enabled: one, run: doing(open) },
    { id: 'subflow.leave', title: 'acts.subflow.leave', keys: ['Alt+ArrowUp'], enabled: when(({ scope }) => scope.inside !== null), run: doing(({ id }) => goTo({ page: 'flow', flow: id, inside: null, view: 'canvas', node: null })) },
    { id: 'subflow.unpack', title: 'acts.subflow.unpack', keys: ['Alt+Shift+U'], enabled: one, run: doing(unpackChosen) },
    { id: 'subflow.share', title: 'acts.subflow.share', enabled: when((here) => ownName(here) !== null), run: doing(share) },
  ]
}

/** The single chosen instance, with the name of its subflow. */
function instanceOf({ graph, choice }: Here): { node: string; subflow: string } | null {
  const [node] = choice.nodes
  const subflow = node === undefined || choice.nodes.length > 1 ? null : subflowOf(graph.nodes[node]?.type ?? '')
  return node === undefined || subflow === null ? null : { node, subflow }
}

/** The flow's own subflow that is meant: of the chosen instance, or the one that is shown. */
function ownName(here: Here): string | null {
  const name = instanceOf(here)?.subflow ?? (here.scope.inside === null ? null : subflowShown(here.scope))
  return name !== null && ownSubflows(here.document)[name] ? name : null
}

function make(here: Here): void {
  const { document, scope, choice, around } = here
  const name = say('acts.subflow.new')
  const id = freshSubflow(document, around.known, idOf(name, 'subflow'))
  const instance = actOnDocument(here, 'acts.did.makeSubflow', (draft) => makeSubflow(draft, scope.inside, choice, name, id, around))
  if (instance) select({ nodes: [instance] })
}

function open(here: Here): void {
  const subflow = instanceOf(here)?.subflow
  if (subflow === undefined) return
  const own = ownSubflows(here.document)[subflow] !== undefined
  goTo(own ? { page: 'flow', flow: here.id, inside: subflow, view: 'canvas', node: null } : { page: 'subflow', id: subflow, node: null })
}

function unpackChosen(here: Here): void {
  const { document, scope, around } = here
  const node = instanceOf(here)?.node
  if (node === undefined) return
  const stuck = unpackRefused(document, scope.inside, node, around)
  if (stuck) {
    notify(say(`acts.unpack.${stuck.reason}`, 'node' in stuck ? { node: stuck.node, parameter: stuck.parameter } : {}))
    return
  }
  select(actOnDocument(here, 'acts.did.unpack', (draft) => unpack(draft, scope, node, around)) ?? {})
}

/** Makes a file of the project of the flow's own subflow; its instances stay as they are. */
function share(here: Here): void {
  const name = ownName(here)
  const document = here.document as FlowDocument
  if (name === null) return
  const blocked = sharingBlocked(document, name, here.around.known)
  if (blocked.length) {
    notify(say('acts.subflow.blocked', { names: blocked.join(', ') }))
    return
  }
  const made = sharedDocuments(document, name, here.around.known)
  for (const subflow of made) createDocument(`subflow:${subflow.id}`, subflow)
  useNodeTypes.setState(({ subflows }) => ({ subflows: { ...subflows, ...Object.fromEntries(made.map((each) => [each.id, each])) } }))
  actOnDocument(here, 'acts.did.share', (draft) => withdraw(draft, made.map(({ id }) => id)))
  if (here.scope.inside !== null) goTo({ page: 'subflow', id: name, node: null })
  notify(say('acts.subflow.shared'), 'info')
}
