import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import type { HandledLetter } from '../model/letters'
import { ListTable } from '../parts/ListTable'
import { Moment } from '../parts/Moment'
import { useHeardOf } from '../state/useHeard'
import { useList } from '../state/useList'

/** What was done with letters, by whom and why; the newest first. */
export function HandledLetters({ flow }: { flow: string | null }) {
  const { t } = useTranslation()
  const { data, retry } = useList<HandledLetter>('dead-letters/handled')
  useHeardOf('dead-letters', retry)
  if (!data) return <Skeleton active />
  const rows = data.filter((act) => flow === null || act.flow === flow).reverse()
  return (
    <ListTable
      label={t('letters.sides.handled')}
      rows={rows}
      keyOf={({ time, letter, action }) => `${time} ${letter} ${action}`}
      empty={t('letters.noneHandled')}
      columns={[
        { id: 'time', title: t('audit.column.time'), width: '168px', cell: ({ time }) => <Moment time={time} exact /> },
        { id: 'author', title: t('audit.column.author'), width: '150px', cell: ({ author }) => <span className="clip">{author}</span> },
        { id: 'action', title: t('audit.column.action'), width: '200px', cell: ({ action, owner }) => t(`letters.did.${action}`, { owner: owner || '–' }) },
        { id: 'what', title: t('letters.what'), cell: ({ flow: of, node, kind }) => <span className="two-lines"><span className="code clip">{of}/{node}</span><span className="muted small">{kind}</span></span> },
        { id: 'reason', title: t('dialog.reason'), cell: ({ reason }) => reason || '–' },
      ]}
    />
  )
}
