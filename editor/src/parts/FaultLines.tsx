import { CloseCircleFilled, WarningFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { placeOf } from '../model/faults'
import { CLAUSES } from '../model/text'
import type { Fault } from '../model/types'
import { useSettings } from '../state/settings'

interface FaultLinesProps {
  faults: readonly Fault[]
  /** Where a fault is, in words; null where there is nothing to say. It may lead there. */
  place?: (fault: Fault) => ReactNode
  /** More than these are not shown, but counted; `more` may say it in other words. */
  most?: number
  more?: (count: number) => string
}

/** What is wrong, line by line: how bad, where, what, and the way out. */
export function FaultLines({ faults, place = usualPlace, most = 100, more }: FaultLinesProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  return (
    <>
      <ul className="fault-lines">
        {faults.slice(0, most).map((fault, index) => (
          <li key={index}>
            {fault.severity === 'error' ? <CloseCircleFilled className="tone-failed" /> : <WarningFilled className="tone-attention" />}
            {place(fault)}
            <span>
              {fault.message}
              {fault.hint && <span className="muted">{CLAUSES[language] + fault.hint}</span>}
            </span>
          </li>
        ))}
      </ul>
      {faults.length > most && <p className="muted">{more?.(faults.length - most) ?? t('project.faults.more', { count: faults.length - most })}</p>}
    </>
  )
}

function usualPlace(fault: Fault): ReactNode {
  const place = placeOf(fault)
  return place ? <span className="code fault-place">{place}</span> : null
}
