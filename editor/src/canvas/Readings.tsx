import { useStore } from '@xyflow/react'
import { CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { Look } from '../model/look'
import { reading } from '../model/reading'
import { shortened } from '../model/text'
import type { Tap } from '../model/wires'
import { Age } from '../parts/Age'
import { useCanvasSettings } from '../state/canvasSettings'
import { useNodeTaps } from '../state/running'
import { useSample, useTaps } from '../state/useTaps'
import { useVisible } from '../state/useVisible'
import { NEAR } from './context'

/** Beside every port what passed it last. Only what is on the screen and near enough to read is listened to. */
export function Readings({ id, look }: { id: string; look: Look }) {
  const live = useCanvasSettings((settings) => settings.live)
  const near = useStore(({ transform }) => transform[2] >= NEAR)
  return live && near ? <PortReadings id={id} look={look} /> : null
}

function PortReadings({ id, look }: { id: string; look: Look }) {
  const taps = useNodeTaps(id)
  const [ref, visible] = useVisible()
  useTaps(taps, visible)
  const several = look.outputs.length > 1
  return (
    <div className="readings" ref={ref}>
      {taps.map((tap) => (
        <PortReading key={tap.topic} tap={tap} look={look} several={several} />
      ))}
    </div>
  )
}

const LONGEST = 24

function PortReading({ tap, look, several }: { tap: Tap; look: Look; several: boolean }) {
  const { t } = useTranslation()
  const sample = useSample(tap.topic)
  const port = (tap.side === 'in' ? look.inputs : [...look.outputs, look.error]).find(({ name }) => name === tap.port)
  if (!sample || !port) return null
  const { text, unit, quality, reason, time, simulated } = reading(sample.message)
  const place = tap.side === 'in' ? (look.inputs.length > 1 ? 'left' : 'above') : tap.port === look.error.name ? 'error' : several ? 'right' : 'below'
  const bad = quality === 'bad' || quality === 'uncertain' ? quality : null
  const title = [port.title, text, unit, quality && t(`quality.${quality}`), reason, simulated && t('nodes.simulated')].filter(Boolean).join(' · ')
  return (
    <span className={`reading reading-${place}${bad ? ` tone-${bad === 'bad' ? 'failed' : 'attention'}` : ''}`} style={place === 'left' || place === 'right' ? { left: port.at[0], top: port.at[1] } : undefined} title={title}>
      {bad && (
        <>
          {bad === 'bad' ? <CloseCircleFilled /> : <ExclamationCircleFilled />} {t(`quality.${bad}`)}{' '}
        </>
      )}
      <b className="figures">{shortened(text, LONGEST)}</b>
      {unit && <span> {unit}</span>} <span className="reading-age figures"><Age time={time ?? sample.at} /></span>
    </span>
  )
}
