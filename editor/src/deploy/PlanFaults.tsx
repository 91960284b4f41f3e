import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { hashOf } from '../model/route'
import type { Fault } from '../model/types'
import { wireEnds } from '../model/wires'
import { FaultLines } from '../parts/FaultLines'
import type { AllNames } from './useNames'

interface PlanFaultsProps {
  faults: readonly Fault[]
  names: AllNames
  close: () => void
}

/** What is wrong with what would be deployed: errors keep it from being deployed. A fault of a node leads there. */
export function PlanFaults({ faults, names, close }: PlanFaultsProps) {
  const { t } = useTranslation()
  const errors = faults.filter(({ severity }) => severity === 'error')
  const warnings = faults.filter(({ severity }) => severity !== 'error')
  const place = (fault: Fault) => {
    const flow = /^flows\/(.+)\.json$/.exec(fault.file ?? '')?.[1]
    if (flow === undefined) return <strong>{[fault.file, fault.node].filter(Boolean).join(' › ')}</strong>
    return (
      <a href={hashOf({ page: 'flow', flow, inside: null, view: 'canvas', node: fault.node ?? null })} onClick={close}>
        {placeIn(flow, fault, names)}
      </a>
    )
  }
  return (
    <>
      {errors.length > 0 && <Alert type="error" title={t('deploy.review.faults', { count: errors.length })} description={<FaultLines faults={errors} place={place} />} />}
      {warnings.length > 0 && <Alert type="warning" title={t('deploy.review.warnings', { count: warnings.length })} description={<FaultLines faults={warnings} place={place} />} />}
    </>
  )
}

/** The flow, and in it the node or the two ends of the wire. */
function placeIn(flow: string, { node, wire }: Fault, names: AllNames): string {
  const named = (id: string) => names.node(`${flow}/${id}`)
  const { from, to } = wireEnds(wire ?? '')
  const ends = wire ? [from, to].map((end) => named(end.node)).join(' → ') : ''
  return [names.flow(flow), node ? named(node) : ends].filter(Boolean).join(' › ')
}
