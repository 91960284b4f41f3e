import { Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AnyDocument } from '../model/document'
import { describedConflict } from '../model/conflicts'
import type { Conflict, Side } from '../model/merge'
import type { Schema } from '../model/types'
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
        const place = [`${kindName(conflict.kind)} ${title}`.trim(), fieldName({ own, labels })].filter(Boolean).join(': ')
        return (
          <li key={conflict.id}>
            <Radio.Group className="conflict" aria-label={place} value={choices[conflict.id]} onChange={({ target }) => choose(conflict.id, target.value as Side)}>
              <div className="conflict-place">
                <strong>{place}</strong>
                {conflict.path.length > 0 && (
                  <span className="muted">
                    {t('deploy.merge.before')}: <Value value={conflict.base} schema={schema} />
                  </span>
                )}
              </div>
              {(['theirs', 'mine'] as const).map((side) => (
                <Radio key={side} value={side} className="conflict-side">
                  <span className="muted small">{side === 'mine' ? t('deploy.merge.mine') : t('deploy.merge.theirs', { author })}</span>
                  <Made conflict={conflict} side={side} schema={schema} />
                </Radio>
              ))}
            </Radio.Group>
          </li>
        )
      })}
    </ul>
  )
}

/** What a side made of it: a value; of a whole thing only what is another than before. */
function Made({ conflict, side, schema }: { conflict: Conflict; side: Side; schema: Schema | null }) {
  const { t } = useTranslation()
  const { types } = useNodeTypes()
  const language = useSettings((settings) => settings.language)
  const { fieldName } = useFieldNames()
  const value = conflict[side]
  if (value === undefined && conflict.path.length === 0) return <span className="conflict-value">{t('deploy.merge.removed')}</span>
  if (conflict.path.length > 0) {
    return (
      <span className="conflict-value">
        <Value value={value} schema={schema} />
      </span>
    )
  }
  const changed = describedConflict(conflict, { documents: [], types, language }).changes(side)
  return (
    <span className="conflict-value">
      {changed.length === 0 && t('deploy.merge.unchanged')}
      {changed.map(({ own, labels, schema: declared, value: now }, index) => (
        <span key={index} className="conflict-field">
          {fieldName({ own, labels })}: <Value value={now} schema={declared} />
        </span>
      ))}
    </span>
  )
}
