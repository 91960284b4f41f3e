import { CloseCircleFilled, WarningFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { CLAUSES } from '../../../model/text'
import type { Fault } from '../../../model/types'
import { useSettings } from '../../../state/settings'

interface FaultListProps {
  faults: readonly Fault[]
  place: (fault: Fault) => string
  /** Leads to the place of a fault; null where there is nothing to go to. */
  go?: (fault: Fault) => (() => void) | null
}

const SHOWN = 100

/** What is wrong with a draft: where, what, and the way out. It can be saved like that, and not be deployed. */
export function FaultList({ faults, place, go }: FaultListProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  if (faults.length === 0) return null
  return (
    <section className="plant-faults" aria-label={t('project.faults.title')}>
      <h2>{t('project.faults.count', { count: faults.length })}</h2>
      <ul>
        {faults.slice(0, SHOWN).map((fault, index) => {
          const act = go?.(fault) ?? null
          const text = `${fault.message}${fault.hint ? CLAUSES[language] + fault.hint : ''}`
          return (
            <li key={index}>
              {fault.severity === 'error' ? <CloseCircleFilled className="tone-failed" /> : <WarningFilled className="tone-attention" />}
              {act ? (
                <button type="button" className="link-button" onClick={act}>
                  {place(fault)}
                </button>
              ) : (
                <span className="code">{place(fault)}</span>
              )}
              <span>{text}</span>
            </li>
          )
        })}
      </ul>
      {faults.length > SHOWN && <p className="muted">{t('project.faults.more', { count: faults.length - SHOWN })}</p>}
    </section>
  )
}
