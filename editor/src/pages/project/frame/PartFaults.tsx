import { useTranslation } from 'react-i18next'
import type { Fault } from '../../../model/types'
import { FaultLines } from '../../../parts/FaultLines'

interface PartFaultsProps {
  faults: readonly Fault[]
  place: (fault: Fault) => string
  /** Leads to the place of a fault; null where there is nothing to go to. */
  go?: (fault: Fault) => (() => void) | null
}

/** What is wrong with the draft of a part. It can be saved like that, and not be deployed. */
export function PartFaults({ faults, place, go }: PartFaultsProps) {
  const { t } = useTranslation()
  if (faults.length === 0) return null
  const led = (fault: Fault) => {
    const act = go?.(fault)
    if (!act) return <span className="code">{place(fault)}</span>
    return (
      <button type="button" className="link-button" onClick={act}>
        {place(fault)}
      </button>
    )
  }
  return (
    <section className="plant-faults" aria-label={t('project.faults.title')}>
      <h2>{t('project.faults.count', { count: faults.length })}</h2>
      <FaultLines faults={faults} place={led} />
    </section>
  )
}
