import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { listChanges, TAG_COLUMNS, type TagColumn, type TagList } from '../../../model/tagList'

const SHOWN = 100

/** What a new list would change of the present one. */
export function TagPreview({ present, next }: { present: TagList | undefined; next: TagList }) {
  const { t } = useTranslation()
  const { added, removed, changed } = useMemo(() => listChanges(present, next), [present, next])
  const touched = new Set(changed.map(({ id }) => id)).size
  const nothing = added.length + removed.length + changed.length === 0
  return (
    <div className="import-preview">
      <ul className="import-counts">
        <li>{t('project.tags.added', { count: added.length })}</li>
        <li>{t('project.tags.changed', { count: touched })}</li>
        <li className={removed.length ? 'tone-attention' : undefined}>{t('project.tags.removed', { count: removed.length })}</li>
      </ul>
      {nothing && <p className="muted">{t('project.tags.same')}</p>}
      <Ids title={t('project.tags.removedIds')} ids={removed} />
      {changed.length > 0 && (
        <details open>
          <summary>{t('project.tags.changedCells')}</summary>
          <table className="clashes">
            <tbody>
              {changed.slice(0, SHOWN).map(({ id, column, before, after }) => (
                <tr key={`${id} ${column}`}>
                  <th scope="row">{id}</th>
                  <td className="muted">{isKnown(column) ? t(`project.tags.columns.${column}`) : column}</td>
                  <td>
                    <del>{before || '–'}</del> → <ins>{after || '–'}</ins>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {changed.length > SHOWN && <p className="muted">{t('project.faults.more', { count: changed.length - SHOWN })}</p>}
        </details>
      )}
      <Ids title={t('project.tags.addedIds')} ids={added} />
    </div>
  )
}

/** Files may have columns of their own, which are kept. */
function isKnown(column: string): column is TagColumn {
  return (TAG_COLUMNS as readonly string[]).includes(column)
}

function Ids({ title, ids }: { title: string; ids: readonly string[] }) {
  const { t } = useTranslation()
  if (ids.length === 0) return null
  return (
    <details>
      <summary>{title}</summary>
      <p className="code">{ids.slice(0, SHOWN).join(', ')}</p>
      {ids.length > SHOWN && <p className="muted">{t('project.faults.more', { count: ids.length - SHOWN })}</p>}
    </details>
  )
}
