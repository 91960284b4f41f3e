import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { hashOfFlow } from '../../model/route'
import type { Problem } from '../../model/problem'
import { flowStatus } from '../../model/status'
import { localized } from '../../model/text'
import type { FlowItem } from '../../model/types'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { StatusTag } from '../../parts/StatusTag'
import { useSettings } from '../../state/settings'
import { ErrorCount } from './ErrorCount'

interface FlowListProps {
  items: readonly FlowItem[] | null
  chosen: string | null
  problem: Problem | null
  retry: () => void
}

/** All flows with how they stand. */
export function FlowList({ items, chosen, problem, retry }: FlowListProps) {
  const { t } = useTranslation()
  return (
    <nav className="flow-list" aria-label={t('flows.title')}>
      <h2>{t('flows.title')}</h2>
      {problem && !items && <ProblemAlert problem={problem} retry={retry} />}
      {!items && !problem && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      <ul>
        {items?.map((item) => (
          <Entry key={item.id} item={item} chosen={item.id === chosen} />
        ))}
      </ul>
    </nav>
  )
}

function Entry({ item, chosen }: { item: FlowItem; chosen: boolean }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const { tone, word } = flowStatus(item)
  const name = localized(item.name, language, item.id)
  return (
    <li>
      <a href={hashOfFlow(item.id)} aria-current={chosen ? 'page' : undefined} className="flow-entry">
        <span className="flow-name" title={name === item.id ? name : `${name} (${item.id})`}>
          {name}
        </span>
        <span className="flow-line">
          <StatusTag tone={tone}>{t(`flows.${word}`)}</StatusTag>
          <ErrorCount count={item.errors ?? 0} />
        </span>
      </a>
    </li>
  )
}
