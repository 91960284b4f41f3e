import { Radio } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { act, here } from '../commands/here'
import { TextField } from '../forms/TextField'
import { nodesIn, NONE } from '../model/choice'
import type { GroupEntry } from '../model/document'
import { groupHue } from '../model/family'
import { useGraph } from '../state/documents'
import { useNodeName } from '../state/useNodeName'
import { PartField } from './PartField'
import type { PartProps } from './parts'

const COLORS = { geekblue: 'blue', cyan: 'cyan', purple: 'purple', magenta: 'magenta', lime: 'lime' } as const

/** A group: its name and the colour of its frame. */
export default function GroupForm({ scope, id: group }: PartProps) {
  const { t } = useTranslation()
  const id = useId()
  const say = useNodeName()
  const graph = useGraph(scope)
  const entry = graph?.groups?.[group]
  if (!entry) return null
  const change = (recipe: (draft: GroupEntry) => void, mark?: string) => {
    const now = here(scope)
    if (now) act(now, 'acts.did.nameGroup', ({ groups }) => groups?.[group] && recipe(groups[group]), mark)
  }
  const name = (text: GroupEntry['name']) =>
    change((draft) => {
      if (text === undefined) delete draft.name
      else draft.name = text
    }, `group ${group}`)
  const paint = (color: string) =>
    change((draft) => {
      if (color) draft.color = color
      else delete draft.color
    })
  const members = nodesIn(graph, { ...NONE, groups: [group] })
  return (
    <div className="part-form">
      <h2>{t('parts.group.title')}</h2>
      <PartField label={t('parts.group.name')} id={id}>
        <TextField id={id} label={t('parts.group.name')} value={entry.name} onChange={name} />
      </PartField>
      <PartField label={t('parts.group.color')} id={`${id}c`}>
        <Radio.Group id={`${id}c`} className="swatches" value={entry.color ?? ''} onChange={({ target }) => paint(String(target.value))}>
          {['', ...Object.keys(COLORS)].map((color) => (
            <Radio key={color} value={color}>
              <span className="swatch" style={{ background: groupHue(color || undefined) }} />
              {color === '' ? t('parts.group.plain') : t(`parts.group.colors.${COLORS[color as keyof typeof COLORS]}`)}
            </Radio>
          ))}
        </Radio.Group>
      </PartField>
      <div className="part-field">
        <span className="part-label">{t('parts.group.nodes')}</span>
        <span>{members.map((each) => say(each, graph.nodes[each])).join(', ')}</span>
      </div>
    </div>
  )
}
