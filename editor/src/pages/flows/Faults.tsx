import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { placeOf } from '../../model/faults'
import { CLAUSES } from '../../model/text'
import type { Fault } from '../../model/types'
import { useSettings } from '../../state/settings'

/** More than these would push the flow off the screen. */
const SHOWN = 5

/** What keeps a flow from running, or is odd about it: where, what, and the way out. */
export function Faults({ faults }: { faults: readonly Fault[] }) {
  const { t } = useTranslation()
  if (faults.length === 0) return null
  const fatal = faults.some((fault) => fault.severity === 'error')
  return (
    <Alert
      type={fatal ? 'error' : 'warning'}
      showIcon
      title={t(fatal ? 'flows.faults' : 'flows.warnings')}
      description={
        <>
          {faults.slice(0, SHOWN).map((fault, index) => (
            <Line key={index} fault={fault} />
          ))}
          {faults.length > SHOWN && <div>{t('flows.more', { count: faults.length - SHOWN })}</div>}
        </>
      }
    />
  )
}

function Line({ fault }: { fault: Fault }) {
  const language = useSettings((settings) => settings.language)
  const place = placeOf(fault)
  return (
    <div>
      {place && <span className="code place">{place}</span>}
      {fault.message}
      {fault.hint && <span className="muted">{CLAUSES[language] + fault.hint}</span>}
    </div>
  )
}
