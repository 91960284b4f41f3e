import { CheckOutlined, CloseCircleOutlined, WarningOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import type { Fault } from '../model/types'
import { usePartOfDocument } from '../state/documents'

const NO_FAULTS: readonly Fault[] = []

/** How many faults the drawn document has. */
export function FaultsMark({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const faults = usePartOfDocument(scope.key, (document) => document?.faults ?? NO_FAULTS)
  const count = faults.length
  if (count === 0) return <CheckOutlined className="muted" aria-label={t('drawer.faults.none')} />
  const failed = faults.some(({ severity }) => severity === 'error')
  const Icon = failed ? CloseCircleOutlined : WarningOutlined
  return (
    <span className={`figures ${failed ? 'tone-failed' : 'tone-attention'}`}>
      <Icon aria-label={t('drawer.faults.count', { count })} /> {count}
    </span>
  )
}
