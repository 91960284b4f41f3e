import { Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AnyDocument } from '../model/document'
import { describedConflict } from '../model/conflicts'
import type { Conflict, Side } from '../model/merge'
import { sideBySide } from '../model/narrowed'
import { useNodeTypes } from '../state/nodeTypes'
import { useSettings } from '../state/settings'
import { useFieldNames } from './useFieldNames'
import { Value } from './Value'

interface ConflictListProps {
  conflicts: readonly Conflict[]
  /** In which the names of nodes are looked up, one after the other. */
  documents: readonly AnyDocument[]
  author: string
  choices: Readonly<Partial<Record<string, Side>>>
  choose: (id: string, side: Side) => void
}

/** What both changed, theirs and mine side by side, each to be chosen. */
export function ConflictList({ conflicts, documents, author, choices, choose }: ConflictListProps) {
  const { t } = useTranslation()
  const { types } = useNodeTypes()
  const language = useSettings((settings) => settings.language)
  const { kindName, fieldName } = useFieldNames()
  return (
    <ul className="conflicts">
      {conflicts.map((conflict) => {
        const { title, own, labels, schema } = describedConflict(conflict, { documents, types, language })
        const place = [`${kindName(conflict.kind)} ${title}`.trim(), fieldName({ own, labels })].filter(Boolean).join(t('deploy.value.colon'))
        const { values: [before, theirs, mine], code } = sideBySide([conflict.base, conflict.theirs, conflict.mine])
        const made = { theirs, mine }
        return (
          <li key={conflict.id}>
            <Radio.Group className="conflict" aria-label={place} value={choices[conflict.id]} onChange={({ target }) => choose(conflict.id, target.value as Side)}>
              <div className="conflict-place">
                <strong>{place}</strong>
                {conflict.path.length > 0 && (
                  <div className={code || Array.isArray(before) ? 'muted conflict-before conflict-block' : 'muted conflict-before'}>
                    {t('deploy.merge.before')}
                    {t('deploy.value.colon')}
                    <Value value={before} schema={schema} code={code} />
                  </div>
                )}
              </div>
              {(['theirs', 'mine'] as const).map((side) => (
                <Radio key={side} value={side} className="conflict-side">
                  <span className="muted small">{side === 'mine' ? t('deploy.merge.mine') : t('deploy.merge.theirs', { author })}</span>
                  <span className="conflict-value">{conflict.path.length > 0 ? <Value value={made[side]} schema={schema} code={code} /> : <Whole conflict={conflict} side={side} />}</span>
                </Radio>
              ))}
            </Radio.Group>
          </li>
        )
      })}
    </ul>
  )
}

/** What a side made of a whole thing: only what is another than before. */
function Whole({ conflict, side }: { conflict: Conflict; side: Side }) {
  const { t } = useTranslation()
  const { types } = useNodeTypes()
  const language = useSettings((settings) => settings.language)
  const { fieldName } = useFieldNames()
  if (conflict[side] === undefined) return t('deploy.merge.removed')
  const changed = describedConflict(conflict, { documents: [], types, language }).changes(side)
  if (changed.length === 0) return t('deploy.merge.unchanged')
  return changed.map(({ own, labels, schema, value }, index) => (
    <span key={index} className="conflict-field">
      {fieldName({ own, labels })}
      {t('deploy.value.colon')}
      <Value value={value} schema={schema} />
    </span>
  ))
}
