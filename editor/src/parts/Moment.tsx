import { instant } from '../model/reading'
import { moment } from '../model/format'
import { useZone } from '../state/project'

interface MomentProps {
  /** RFC 3339; null: there is none. */
  time: string | null
  /** Whether the seconds count. */
  exact?: boolean
}

/** A time of the plant, with its zone on hover. */
export function Moment({ time, exact = false }: MomentProps) {
  const zone = useZone()
  const at = time === null ? null : instant(time)
  if (at === null || time === null) return <span className="muted">–</span>
  const full = moment(at, zone)
  return (
    <time className="figures nowrap" dateTime={time} title={full}>
      {full.slice(0, exact ? 19 : 16)}
    </time>
  )
}
