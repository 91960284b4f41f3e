import { align, ALIGNMENTS, distribute, type Alignment } from '../model/align'
import { nodesIn, NONE, type Choice } from '../model/choice'
import { group, ungroup } from '../model/grouping'
import { arrange, layoutOf } from '../model/layered'
import { link, linkable, wireToLinks } from '../model/linking'
import type { Command } from '../state/commands'
import { notify } from '../state/notices'
import { select } from '../state/selection'
import { addNoteAt } from './adding'
import { act, here, measureOf, middle, say, type Here } from './here'
import { offering, type Find } from './offering'

const KEYS: Record<Alignment, string> = {
  left: 'Alt+Shift+ArrowLeft', right: 'Alt+Shift+ArrowRight', top: 'Alt+Shift+ArrowUp', bottom: 'Alt+Shift+ArrowDown', centre: 'Alt+Shift+C', middle: 'Alt+Shift+M',
}

/** Aligning, laying out, grouping, notes, links. */
export function arrangingCommands(find: Find): Command[] {
  const { when, doing } = offering(find)
  const several = (count: number) => when(({ graph, choice }) => nodesIn(graph, choice).length + choice.notes.length >= count)
  return [
    ...ALIGNMENTS.map((to): Command => ({
      id: `align.${to}`, title: `acts.align.${to}`, keys: [KEYS[to]], enabled: several(2),
      run: doing((at) => act(at, 'acts.did.align', (graph) => align(graph, at.choice, to, measureOf(at)))),
    })),
    ...(['across', 'down'] as const).map((axis): Command => ({
      id: `distribute.${axis}`, title: `acts.distribute.${axis}`, keys: [axis === 'across' ? 'Alt+Shift+H' : 'Alt+Shift+V'], enabled: several(3),
      run: doing((at) => act(at, 'acts.did.distribute', (graph) => distribute(graph, at.choice, axis, measureOf(at)))),
    })),
    { id: 'arrange', title: 'acts.arrange', keys: ['Alt+L'], run: doing((at) => void layOut(at)), enabled: when(({ graph }) => Object.keys(graph.nodes).length > 1) },
    {
      id: 'group', title: 'acts.group', keys: ['Mod+G'], enabled: when(({ choice }) => choice.nodes.length + choice.groups.length > 0),
      run: doing((at) => {
        const id = act(at, 'acts.did.group', (graph) => group(graph, at.choice, say('acts.newGroup')))
        if (id) select({ groups: [id] })
      }),
    },
    {
      id: 'ungroup', title: 'acts.ungroup', keys: ['Mod+Shift+G'], enabled: when((at) => groupsChosen(at).length > 0),
      run: doing((at) => {
        act(at, 'acts.did.ungroup', (graph) => ungroup(graph, groupsChosen(at)))
        select({ nodes: nodesIn(at.graph, at.choice) })
      }),
    },
    { id: 'note', title: 'acts.addNote', keys: ['Alt+N'], run: doing((at) => addNoteAt(at, say('acts.newNote'), middle())) },
    {
      id: 'link', title: 'acts.link', enabled: when(({ graph, choice, around }) => Object.values(linkable(graph, choice.nodes, around.known)).every(({ length }) => length > 0)),
      run: doing((at) => act(at, 'acts.did.link', (graph) => link(graph, at.choice.nodes, at.id, at.around.known))),
    },
    {
      id: 'wire.links', title: 'acts.wireToLinks', enabled: when(({ choice, around }) => choice.wires.length === 1 && [...(around.known.types?.values() ?? [])].some(({ role }) => role === 'link-in')),
      run: doing((at) => {
        const ids = act(at, 'acts.did.wireToLinks', (graph) => wireToLinks(graph, at.choice.wires[0] ?? -1, at.id, at.around))
        if (ids) select({ nodes: ids })
      }),
    },
  ]
}

/** The chosen groups; where only nodes are chosen, the groups that they are all of. */
function groupsChosen({ graph, choice }: Here): string[] {
  if (choice.groups.length) return [...choice.groups]
  const chosen = new Set(choice.nodes)
  return Object.entries(graph.groups ?? {}).flatMap(([id, { nodes }]) => (nodes.length && nodes.every((node) => chosen.has(node)) ? [id] : []))
}

/** Asks the worker, and puts the nodes of the graph as it is when the answer comes. */
async function layOut(at: Here): Promise<void> {
  const chosen: Choice = nodesIn(at.graph, at.choice).length > 1 ? at.choice : NONE
  const measure = measureOf(at)
  const asked = layoutOf(at.graph, chosen, measure)
  try {
    const { placesFor } = await import('../layout/places')
    const found = await placesFor(asked)
    const later = here(at.scope)
    if (later) act(later, 'acts.did.arrange', (graph) => arrange(graph, asked, found, measure))
  } catch {
    notify(say('acts.arrangeFailed'))
  }
}
