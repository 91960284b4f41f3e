import { isEmpty, nodesIn, NONE, connected, everything, inverted } from '../model/choice'
import type { Point } from '../model/document'
import { moveBy, remove, stepOnGrid, toggleDisabled } from '../model/edits'
import { canHeal, removeHealing } from '../model/heal'
import { GRID } from '../model/look'
import type { Command } from '../state/commands'
import { documentNow } from '../state/documents'
import { redo, undo } from '../state/together'
import { select } from '../state/selection'
import { copyByCommand, duplicate, pasteByCommand } from './clipboard'
import { act, say, type Here } from './here'
import { offering, onCanvas, type Find } from './offering'

/** Undo and redo, which say what they act on. */
export function undoing(find: Find): Command[] {
  const { when, doing } = offering(find)
  return [
    { id: 'undo', title: 'editor.undo', keys: ['Mod+Z'], run: doing(({ scope }) => undo(scope.key)), detail: labelOf(find, 'past'), enabled: when((here) => steps(here, 'past').length > 0) },
    { id: 'redo', title: 'editor.redo', keys: ['Mod+Shift+Z', 'Mod+Y'], run: doing(({ scope }) => redo(scope.key)), detail: labelOf(find, 'future'), enabled: when((here) => steps(here, 'future').length > 0) },
  ]
}

/** The clipboard, choosing, deleting, moving. */
export function editingCommands(find: Find): Command[] {
  const { when, doing } = offering(find)
  const some = when(({ choice }) => !isEmpty(choice))
  const things = when(({ graph, choice }) => nodesIn(graph, choice).length + choice.notes.length > 0)
  const nodes = when(({ graph, choice }) => nodesIn(graph, choice).length > 0)
  const choose = (what: (here: Here) => Parameters<typeof select>[0]) => doing((here) => select(what(here)))
  return [
    { id: 'edit.copy', title: 'acts.copy', keys: ['Mod+C'], byBrowser: true, run: doing((here) => copyByCommand('copy', here)), enabled: things },
    { id: 'edit.cut', title: 'acts.cut', keys: ['Mod+X'], byBrowser: true, run: doing((here) => copyByCommand('cut', here)), enabled: things },
    { id: 'edit.paste', title: 'acts.pasteHere', keys: ['Mod+V'], byBrowser: true, run: doing((here) => void pasteByCommand(here)) },
    { id: 'edit.duplicate', title: 'acts.duplicate', keys: ['Mod+D'], run: doing(duplicate), enabled: things },
    {
      id: 'edit.delete', title: 'acts.delete', keys: ['Delete', 'Backspace'], enabled: () => onCanvas() && some(),
      run: doing((here) => {
        act(here, 'acts.did.delete', (graph) => remove(graph, here.choice))
        select(NONE)
      }),
    },
    {
      id: 'edit.heal', title: 'acts.heal', keys: ['Mod+Delete', 'Mod+Backspace'],
      enabled: () => onCanvas() && when(({ graph, choice, around }) => choice.nodes.length > 0 && canHeal(graph, choice.nodes, around))(),
      run: doing((here) => {
        act(here, 'acts.did.heal', (graph) => removeHealing(graph, here.choice.nodes, here.around))
        select(NONE)
      }),
    },
    { id: 'edit.disable', title: 'acts.disable', keys: ['Alt+O'], enabled: nodes, run: doing((here) => act(here, 'acts.did.disable', (graph) => toggleDisabled(graph, nodesIn(graph, here.choice)))) },
    { id: 'choose.all', title: 'acts.chooseAll', keys: ['Mod+A'], run: choose(({ graph }) => everything(graph)) },
    { id: 'choose.none', title: 'acts.chooseNone', keys: ['Escape'], run: choose(() => NONE), enabled: () => onCanvas() && some() },
    { id: 'choose.invert', title: 'acts.chooseOthers', keys: ['Alt+I'], run: choose(({ graph, choice }) => inverted(graph, choice)) },
    { id: 'choose.connected', title: 'acts.chooseConnected', keys: ['Alt+C'], enabled: some, run: choose(({ graph, choice }) => connected(graph, choice)) },
    ...moves(find),
  ]
}

/** Arrow keys move from line to line of the grid, with Shift by one pixel. */
function moves(find: Find): Command[] {
  const { when, doing } = offering(find)
  const ways = [['Left', -1, 0], ['Right', 1, 0], ['Up', 0, -1], ['Down', 0, 1]] as const
  const enabled = () => onCanvas() && when(({ graph, choice }) => nodesIn(graph, choice).length + choice.notes.length > 0)()
  const by = (way: Point, grid: boolean) =>
    doing((here) => act(here, 'acts.did.move', (graph) => moveBy(graph, here.choice, grid ? stepOnGrid(graph, here.choice, way, GRID) : way), `move ${JSON.stringify(here.choice)}`))
  return ways.flatMap(([name, x, y]): Command[] => [
    { id: `move.${name}`, title: `acts.move.${name}`, keys: [`Arrow${name}`], run: by([x, y], true), enabled },
    { id: `nudge.${name}`, title: `acts.nudge.${name}`, keys: [`Shift+Arrow${name}`], run: by([x, y], false), enabled },
  ])
}

function steps({ scope }: Here, which: 'past' | 'future') {
  return documentNow(scope.key)?.[which] ?? []
}

/** The name of the act that would be taken back, or done again. */
function labelOf(find: Find, which: 'past' | 'future'): () => string | null {
  return () => {
    const here = find()
    const label = here && steps(here, which).at(-1)?.label
    return label ? say(label as 'acts.did.move') : null
  }
}
