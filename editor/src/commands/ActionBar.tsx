import { CheckOutlined, CopyOutlined, DeleteOutlined, EllipsisOutlined, FullscreenOutlined, PlusOutlined, SnippetsOutlined, UndoOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { isEmpty } from '../model/choice'
import { useCanvasSettings } from '../state/canvasSettings'
import { useCommands } from '../state/commands'
import { useMedia, useNarrow } from '../state/useMedia'
import { useSelection } from '../state/selection'
import { menuItems } from './menu'

const ACTS = [
  { id: 'add.after', icon: <PlusOutlined /> },
  { id: 'add.anywhere', icon: <PlusOutlined /> },
  { id: 'edit.duplicate', icon: <CopyOutlined /> },
  { id: 'edit.delete', icon: <DeleteOutlined /> },
  { id: 'edit.paste', icon: <SnippetsOutlined /> },
  { id: 'undo', icon: <UndoOutlined /> },
]

/** On a phone how the canvas is looked at belongs to the same bar: what is wanted most is in it, the rest in its menu. */
const FIT = { id: 'canvas.fit', icon: <FullscreenOutlined /> }
const LOOKING = ['canvas.live', 'canvas.full', 'canvas.nearer', 'canvas.farther']

/** For fingers, which have neither keys nor a right button, and where there is no room for panes: the acts on what is chosen, above the canvas's lower edge. */
export function ActionBar() {
  const { t } = useTranslation()
  const touch = useMedia('(pointer: coarse)')
  const narrow = useNarrow()
  const choice = useSelection()
  const commands = useCommands((offered) => offered.commands)
  const live = useCanvasSettings((settings) => settings.live)
  if (!touch && !narrow) return null
  const shown = [...ACTS, ...(narrow ? [FIT] : [])].flatMap(({ id, icon }) => commands.filter((command) => command.id === id && command.enabled?.() !== false).map((command) => ({ ...command, icon })))
  const target = { node: choice.nodes[0] ?? null, wire: choice.nodes.length === 0 ? (choice.wires[0] ?? null) : null, at: [0, 0] as [number, number] }
  const looking = [
    { type: 'divider' as const, key: 'looking' },
    ...LOOKING.flatMap((id) => commands.filter((command) => command.id === id)).map(({ id, title, run }) => ({
      key: id, label: t(title), className: 'act-item', onClick: run, extra: id === 'canvas.live' && live ? <CheckOutlined aria-label={t('canvas.tools.liveOn')} /> : undefined,
    })),
  ]
  return (
    <div className="action-bar" role="toolbar" aria-label={t('acts.bar')} data-chosen={!isEmpty(choice)}>
      {shown.map(({ id, title, run, icon }) => (
        <Button key={id} type="text" size="large" icon={icon} aria-label={t(title)} title={t(title)} onClick={run} />
      ))}
      <Dropdown trigger={['click']} menu={{ items: narrow ? [...menuItems(target), ...looking] : menuItems(target) }}>
        <Button type="text" size="large" icon={<EllipsisOutlined />} aria-label={t('acts.more')} title={t('acts.more')} />
      </Dropdown>
    </div>
  )
}
