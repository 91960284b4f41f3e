import { CloseCircleOutlined, WarningOutlined } from '@ant-design/icons'
import { CLAUSES } from '../model/text'
import type { Fault } from '../model/types'
import { useSettings } from '../state/settings'

/** One fault below its field: what is wrong, and the way out. */
export function Said({ fault, place = '' }: { fault: Pick<Fault, 'severity' | 'message' | 'hint'>; place?: string }) {
  const language = useSettings((settings) => settings.language)
  const Icon = fault.severity === 'error' ? CloseCircleOutlined : WarningOutlined
  return (
    <div className={`said ${fault.severity === 'error' ? 'tone-failed' : 'tone-attention'}`}>
      <Icon aria-hidden /> {place && <span className="code">{place}: </span>}
      {fault.message}
      {fault.hint && <span className="muted">{CLAUSES[language] + fault.hint}</span>}
    </div>
  )
}
