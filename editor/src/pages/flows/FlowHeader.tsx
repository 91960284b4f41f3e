import { ArrowLeftOutlined, InboxOutlined } from '@ant-design/icons'
import { Alert } from 'antd'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { hashOfFlow } from '../../model/route'
import { deadLettersOf, flowStatus } from '../../model/status'
import { localized, shortened } from '../../model/text'
import type { FlowDocument, FlowItem, FlowState } from '../../model/types'
import { StatusTag } from '../../parts/StatusTag'
import { useNarrow } from '../../state/useMedia'
import { usePolled } from '../../state/usePolled'
import { useSettings } from '../../state/settings'
import { useWorkspace } from '../../state/workspace'
import { ErrorCount } from './ErrorCount'

interface FlowHeaderProps {
  id: string
  item: FlowItem | null
  document: FlowDocument | null
  state: FlowState | null
}

/** Which flow it is and how it stands. */
export function FlowHeader({ id, item, document, state }: FlowHeaderProps) {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const language = useSettings((settings) => settings.language)
  const running = state?.running ?? item?.running
  const standing = running === undefined ? null : flowStatus({ ...(item ?? { id }), running })
  const errors = Object.values(state?.nodes ?? {}).reduce((sum, node) => sum + node.errors, 0)
  const name = localized(document?.name ?? item?.name, language, id)
  return (
    <>
      {narrow && (
        <a className="flow-back" href={hashOfFlow(null)}>
          <ArrowLeftOutlined /> {t('flows.back')}
        </a>
      )}
      <header className="flow-header">
        <h1>{name}</h1>
        {name !== id && (
          <span className="muted code" title={id}>
            {shortened(id)}
          </span>
        )}
        {standing && <StatusTag tone={standing.tone}>{t(`flows.${standing.word}`)}</StatusTag>}
        {document && (
          <span className="muted figures">{t('flows.nodes', { count: Object.keys(document.nodes).length })}</span>
        )}
        <ErrorCount count={errors} />
        <DeadLetters flow={id} />
      </header>
      <Faults item={item} />
    </>
  )
}

function Faults({ item }: { item: FlowItem | null }) {
  const { t } = useTranslation()
  if (!item?.faults?.length) return null
  const fatal = item.faults.some((fault) => fault.severity === 'error')
  return (
    <Alert
      type={fatal ? 'error' : 'warning'}
      showIcon
      title={t(fatal ? 'flows.faults' : 'flows.warnings')}
      description={item.faults.slice(0, 5).map((fault, index) => (
        <div key={index}>
          {fault.node && <span className="code">{fault.node}: </span>}
          {fault.message}
          {fault.hint && <span className="muted"> {fault.hint}</span>}
        </div>
      ))}
    />
  )
}

/** How many of the flow's messages lie in the tray. */
function DeadLetters({ flow }: { flow: string }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const read = useCallback((signal: AbortSignal) => client.deadLetters(signal), [client])
  const { data } = usePolled('dead-letters', read, 5000)
  const count = deadLettersOf(data?.items ?? [], flow)
  if (count === 0) return null
  return (
    <span className="status tone-attention figures" title={t('deadLetters.hint')}>
      <InboxOutlined /> {t('deadLetters.title', { count })}
    </span>
  )
}
