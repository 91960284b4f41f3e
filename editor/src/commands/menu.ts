import type { MenuProps } from 'antd'
import { createElement } from 'react'
import type { MenuTarget } from '../canvas/acts'
import { useCommands, type Command } from '../state/commands'
import { say } from './here'
import { KeyHint } from './KeyHint'

type Items = NonNullable<MenuProps['items']>

/** What a menu offers, in parts; what cannot be done there is left out, but for a few that people look for. */
const ON_NODES = [
  ['subflow.open', 'add.after', 'wire.to'],
  ['edit.cut', 'edit.copy', 'edit.duplicate'],
  ['edit.disable', 'group', 'ungroup', 'subflow.make', 'subflow.unpack', 'subflow.share', 'link'],
  ['edit.heal', 'edit.delete'],
]
/** For several nodes. */
const ARRANGING = ['arrange', 'choose.connected']
const ON_WIRE = [['add.after', 'wire.links'], ['edit.delete']]
const ON_CANVAS = [['add.anywhere', 'note', 'junction', 'edit.paste'], ['undo', 'redo'], ['choose.all', 'arrange'], ['subflow.leave', 'commands.open']]
const ALIGNING = ['align.left', 'align.centre', 'align.right', 'align.top', 'align.middle', 'align.bottom', 'distribute.across', 'distribute.down']

/** The entries of the context menu on something of the canvas, which is chosen by then. */
export function menuItems({ node, wire }: MenuTarget): Items {
  const { commands } = useCommands.getState()
  const find = (id: string) => commands.findLast((command) => command.id === id && command.enabled?.() !== false)
  const chosen = node !== null || find('edit.duplicate') !== undefined
  // On empty canvas with something chosen both are offered.
  const parts = wire !== null ? ON_WIRE : node !== null ? ON_NODES : chosen ? [...ON_NODES, ...ON_CANVAS.map((ids) => ids.filter((id) => id !== 'arrange'))] : ON_CANVAS
  const aligning = wire === null ? ALIGNING.flatMap((id) => find(id) ?? []) : []
  const sections = parts.map((ids) => ids.flatMap((id) => find(id) ?? []).map(item))
  if (aligning.length) sections.splice(-1, 0, [{ key: 'align', label: say('acts.alignMenu'), children: aligning.map(item), className: 'act-item' }, ...ARRANGING.flatMap((id) => find(id) ?? []).map(item)])
  return sections.filter((section) => section.length > 0).flatMap((section, index) => (index === 0 ? section : [{ type: 'divider' as const, key: `line-${index}` }, ...section]))
}

function item(command: Command): Items[number] {
  const { id, title, keys, run, detail } = command
  const about = detail?.()
  return {
    key: id,
    label: about ? say('acts.about', { act: say(title), about }) : say(title),
    extra: keys?.[0] === undefined ? undefined : createElement(KeyHint, { keys: keys[0] }),
    danger: id === 'edit.delete',
    className: 'act-item',
    // The menu closes first, so that the focus is back on the canvas.
    onClick: () => setTimeout(run),
  }
}
