import { useStore } from '@xyflow/react'
import { CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Look, PortLook } from '../model/look'
import { brief, reading } from '../model/reading'
import { qualityTone } from '../model/status'
import { shortened } from '../model/text'
import type { Tap } from '../model/wires'
import { Age } from '../parts/Age'
import { useCanvasSettings } from '../state/canvasSettings'
import { useRunning } from '../state/running'
import { useSample, useTaps } from '../state/useTaps'
import { useVisible } from '../state/useVisible'
import { NEAR } from './context'

interface ReadingsProps {
  look: Look
  side: Tap['side']
}

/** Beside the ports of a side what passed them last. Only what is on the screen and near enough to read is listened to. */
export function Readings(props: ReadingsProps) {
  const live = useCanvasSettings((settings) => settings.live)
  const near = useStore(({ transform }) => transform[2] >= NEAR)
  return live && near ? <PortReadings {...props} /> : null
}

function PortReadings({ look, side }: ReadingsProps) {
  const known = useRunning((running) => running.taps)
  const prefix = useRunning((running) => running.prefix)
  const shown = useMemo(() => {
    const ports = side === 'in' ? look.inputs : [...look.outputs, look.error]
    return ports.flatMap((port) => {
      const tap = known.get(prefix + port.runs.node)?.find((each) => each.side === side && each.port === port.runs.port)
      return tap ? [{ tap, port }] : []
    })
  }, [known, prefix, look, side])
  const taps = useMemo(() => shown.map(({ tap }) => tap), [shown])
  const [ref, visible] = useVisible()
  useTaps(taps, visible)
  const several = (side === 'in' ? look.inputs : look.outputs).length > 1
  return (
    <div className={`readings readings-${side}`} ref={ref}>
      {shown.map(({ tap, port }) => (
        <PortReading key={tap.topic} tap={tap} port={port} named={several || port === look.error} />
      ))}
    </div>
  )
}

const [LONGEST, TAG] = [20, 14]

function PortReading({ tap, port, named }: { tap: Tap; port: PortLook; named: boolean }) {
  const { t } = useTranslation()
  const sample = useSample(tap.topic)
  if (!sample) return null
  const { text, unit, tag, quality, reason, time, simulated } = reading(sample.message)
  const bad = quality === 'bad' || quality === 'uncertain' ? quality : null
  const title = [port.title, tag, text, unit, quality && t(`quality.${quality}`), reason, simulated && t('nodes.simulated')].filter(Boolean).join(' · ')
  return (
    <span className={`reading${bad ? ` tone-${qualityTone(bad)}` : ''}`} title={title}>
      {named && <span className="reading-port">{port.title}</span>}
      {tag && <span>{shortened(tag, TAG)} </span>}
      {bad && (
        <>
          {bad === 'bad' ? <CloseCircleFilled /> : <ExclamationCircleFilled />} {t(`quality.${bad}`)}{' '}
        </>
      )}
      <b className="figures">{brief(sample.message, LONGEST)}</b>
      {unit && <span> {unit}</span>}{' '}
      <span className="figures">
        <Age time={time ?? sample.at} />
      </span>
    </span>
  )
}
