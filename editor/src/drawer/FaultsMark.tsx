import { CheckOutlined, WarningOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import { usePartOfDocument } from '../state/documents'

/** How many faults the drawn document has. */
export function FaultsMark({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const count = usePartOfDocument(scope.key, (document) => document?.faults.length ?? 0)
  if (count === 0) return <CheckOutlined className="muted" aria-label={t('drawer.faults.none')} />
  return (
    <span className="tone-attention figures">
      <WarningOutlined aria-label={t('drawer.faults.count', { count })} /> {count}
    </span>
  )
}
