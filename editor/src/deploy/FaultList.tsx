import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { hashOf } from '../model/route'
import { CLAUSES } from '../model/text'
import type { Fault } from '../model/types'
import { wireEnds } from '../model/wires'
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
        const place = placeIn(fault, flow, names)
        return (
          <li key={index}>
            {flow !== undefined ? (
              <a href={hashOf({ page: 'flow', flow, inside: null, view: 'canvas', node: fault.node ?? null })} onClick={close}>
                {place}
              </a>
            ) : (
              <strong>{place}</strong>
            )}
            {': '}
            {said}
          </li>
        )
      })}
    </ul>
  )
}

/** The flow, and in it the node or the two ends of the wire. */
function placeIn({ file, node, wire }: Fault, flow: string | undefined, names: AllNames): string {
  if (flow === undefined) return [file, node].filter(Boolean).join(' › ')
  const named = (id: string) => names.node(`${flow}/${id}`)
  const { from, to } = wireEnds(wire ?? '')
  const ends = wire ? [from, to].map((end) => named(end.node)).join(' → ') : ''
  return [names.flow(flow), node ? named(node) : ends].filter(Boolean).join(' › ')
}
