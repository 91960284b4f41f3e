import { CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons'
import { placeOf } from '../model/faults'
import type { Fault } from '../model/types'

/** What is wrong, each with its place and the way out. */
export function FaultNotes({ faults }: { faults: readonly Fault[] }) {
  return (
    <ul className="fault-notes">
      {faults.map((fault, place) => (
        <li key={place}>
          {fault.severity === 'error' ? <CloseCircleFilled className="tone-failed" /> : <ExclamationCircleFilled className="tone-attention" />}
          <span>
            {placeOf(fault) && <span className="code">{placeOf(fault)} </span>}
            {fault.message}
            {fault.hint && <span className="muted"> {fault.hint}</span>}
          </span>
        </li>
      ))}
    </ul>
  )
}
