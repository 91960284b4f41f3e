import { age, moment } from '../model/format'
import { useNow } from '../state/clock'
import { useLive } from '../state/live'
import { useZone } from '../state/project'
import { useSettings } from '../state/settings'

/** How long ago `time` was by the runtime's clock; date, time and zone on hover. */
export function Age({ time }: { time: number }) {
  const language = useSettings((settings) => settings.language)
  const ahead = useLive((live) => live.ahead)
  const zone = useZone()
  const now = useNow()
  return <span title={moment(time, zone)}>{age(now + ahead - time, language)}</span>
}
