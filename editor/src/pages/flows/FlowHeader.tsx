import { ArrowLeftOutlined, InboxOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { hashOfFlow } from '../../model/route'
import { flowStatus } from '../../model/status'
import { localized, shortened } from '../../model/text'
import type { FlowDocument } from '../../model/document'
import type { FlowItem, FlowState } from '../../model/types'
import { StatusTag } from '../../parts/StatusTag'
import { useNarrow } from '../../state/useMedia'
import { useSettings } from '../../state/settings'
import { ErrorCount } from './ErrorCount'
import { Faults } from './Faults'

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
        <DeadLetters count={item?.dead_letters ?? 0} />
      </header>
      <Faults faults={item?.faults ?? []} />
    </>
  )
}

/** How many of the flow's messages lie in the tray. */
function DeadLetters({ count }: { count: number }) {
  const { t } = useTranslation()
  if (count === 0) return null
  return (
    <span className="status tone-attention figures" title={t('deadLetters.hint')}>
      <InboxOutlined /> <span>{t('deadLetters.title', { count })}</span>
    </span>
  )
}
