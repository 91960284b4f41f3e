import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommands, type Command } from '../state/commands'
import { KeyHint } from './KeyHint'

/** The beginnings of the ids of commands, by group. */
const GROUPS = {
  add: ['add', 'wire', 'note', 'junction', 'link'],
  edit: ['undo', 'redo', 'edit'],
  choose: ['choose', 'find', 'uses'],
  move: ['move', 'nudge'],
  arrange: ['align', 'distribute', 'arrange', 'group', 'ungroup'],
  subflow: ['subflow'],
  view: ['canvas', 'view'],
} as const

type Name = keyof typeof GROUPS | 'other'

/** All keys that do something on this page. */
export default function KeySheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [commands] = useState(() => useCommands.getState().commands.filter(({ keys }) => keys?.length))
  const groups = ([...Object.keys(GROUPS), 'other'] as Name[]).map((name) => ({ name, of: commands.filter((command) => groupOf(command) === name) }))
  return (
    <Modal open footer={null} width={880} title={t('commands.keys')} onCancel={onClose}>
      <div className="key-sheet">
        {groups.filter(({ of }) => of.length > 0).map(({ name, of }) => (
          <section key={name}>
            <h3>{t(`commands.groups.${name}`)}</h3>
            <dl>
              {of.map((command) => (
                <div key={command.id} className="key-row">
                  <dt>{t(command.title)}</dt>
                  <dd>{command.keys?.map((keys) => <KeyHint key={keys} keys={keys} />)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="muted">{t('commands.alsoMouse')}</p>
    </Modal>
  )
}

function groupOf({ id }: Command): Name {
  const start = id.split('.')[0] ?? ''
  return (Object.keys(GROUPS) as (keyof typeof GROUPS)[]).find((name) => (GROUPS[name] as readonly string[]).includes(start)) ?? 'other'
}
