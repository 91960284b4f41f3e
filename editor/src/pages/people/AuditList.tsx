import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { AuditEntry, AuditLine } from '../../model/audit'
import { hashOf } from '../../model/route'
import { shortened, shortenedHashes } from '../../model/text'
import { ListTable } from '../../parts/ListTable'
import { Moment } from '../../parts/Moment'
import { useAreas } from '../../state/useRoles'
import { useActionTitle } from './useActionTitle'
import { useAuditLines } from './useAuditLines'

/** Changes, each with what became of what; `sought`: those of a filter. */
export function AuditList({ entries, sought }: { entries: readonly AuditEntry[]; sought: boolean }) {
  const { t } = useTranslation()
  const titleOf = useActionTitle()
  const linesOf = useAuditLines()
  const areas = useAreas()
  return (
    <ListTable
      label={t('project.tabs.audit')}
      rows={entries}
      keyOf={({ number }) => String(number)}
      empty={t(sought ? 'audit.noMatch' : 'audit.none')}
      columns={[
        { id: 'time', title: t('audit.column.time'), width: '168px', cell: ({ time }) => <Moment time={time} exact /> },
        {
          id: 'author',
          title: t('audit.column.author'),
          width: '150px',
          cell: ({ author, station }) => (
            <span className="two-lines">
              <span className="clip" title={author}>{author}</span>
              {station && <span className="muted small clip">{t('sessions.station', { station })}</span>}
            </span>
          ),
        },
        {
          id: 'action',
          title: t('audit.column.action'),
          width: '220px',
          cell: ({ action, target, area }) => (
            <span className="two-lines">
              <span title={action}>{titleOf(action)}</span>
              <Target target={target} />
              {area && <Tag>{areas.titleOf(area)}</Tag>}
            </span>
          ),
        },
        { id: 'change', title: t('audit.column.change'), cell: (entry) => <Change lines={linesOf(entry)} reason={entry.reason} /> },
      ]}
    />
  )
}

/** What was changed; a revision leads to the history. */
function Target({ target }: { target: string }) {
  const { t } = useTranslation()
  const revision = /^revision (\d+)$/.exec(target)?.[1]
  if (revision === undefined) return <span className="muted small code" title={target}>{shortened(target)}</span>
  return (
    <a className="small" href={hashOf({ page: 'history', revision: Number(revision) })}>
      {t('deploy.history.revision', { revision })}
    </a>
  )
}

function Change({ lines, reason }: { lines: readonly AuditLine[]; reason: string }) {
  const { t } = useTranslation()
  return (
    <div className="audit-lines">
      {lines.map(({ place, before: old, after: now }) => (
        <div key={place}>
          {place && <span className="muted">{place}{t('deploy.value.colon')}</span>}
          {old !== null && <del title={old}>{shortenedHashes(old)}</del>}
          {old !== null && <span className="muted" aria-label={t('audit.becomes')}> → </span>}
          {now !== null ? <ins title={now}>{shortenedHashes(now)}</ins> : <span className="muted">{t('audit.gone')}</span>}
        </div>
      ))}
      {reason && <q>{reason}</q>}
      {lines.length === 0 && !reason && <span className="muted">–</span>}
    </div>
  )
}
