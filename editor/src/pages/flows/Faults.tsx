import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../model/types'
import { FaultLines } from '../../parts/FaultLines'

/** More than these would push the flow off the screen. */
const SHOWN = 5

/** What keeps a flow from running, or is odd about it. */
export function Faults({ faults }: { faults: readonly Fault[] }) {
  const { t } = useTranslation()
  if (faults.length === 0) return null
  const fatal = faults.some((fault) => fault.severity === 'error')
  return (
    <Alert
      type={fatal ? 'error' : 'warning'}
      title={t(fatal ? 'flows.faults' : 'flows.warnings')}
      description={<FaultLines faults={faults} most={SHOWN} more={(count) => t('flows.more', { count })} />}
    />
  )
}
