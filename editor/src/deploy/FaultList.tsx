import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { hashOf } from '../model/route'
import { CLAUSES } from '../model/text'
import type { Fault } from '../model/types'
import type { AllNames } from './useNames'

interface FaultListProps {
  faults: readonly Fault[]
  names: AllNames
  close: () => void
}

/** What is wrong: errors keep it from being deployed. A fault of a node leads there. */
export function FaultList({ faults, names, close }: FaultListProps) {
  const { t } = useTranslation()
  const errors = faults.filter(({ severity }) => severity === 'error')
  const warnings = faults.filter(({ severity }) => severity !== 'error')
  return (
    <>
      {errors.length > 0 && <Alert type="error" showIcon title={t('deploy.review.faults', { count: errors.length })} description={<Lines faults={errors} names={names} close={close} />} />}
      {warnings.length > 0 && <Alert type="warning" showIcon title={t('deploy.review.warnings', { count: warnings.length })} description={<Lines faults={warnings} names={names} close={close} />} />}
    </>
  )
}

function Lines({ faults, names, close }: FaultListProps) {
  return (
    <ul className="fault-lines">
      {faults.map((fault, index) => {
        const flow = /^flows\/(.+)\.json$/.exec(fault.file ?? '')?.[1]
        const said = [fault.message, fault.hint].filter(Boolean).join(CLAUSES[names.language])
        const place = [flow === undefined ? fault.file : names.flow(flow), fault.node && flow !== undefined ? names.node(`${flow}/${fault.node}`) : fault.node].filter(Boolean).join(' › ')
        return (
          <li key={index}>
            {flow !== undefined ? (
              <a href={hashOf({ page: 'flow', flow, inside: null, view: 'canvas', node: fault.node ?? null })} onClick={close}>
                {place}
              </a>
            ) : (
              <strong>{place}</strong>
            )}{' '}
            {said}
          </li>
        )
      })}
    </ul>
  )
}
