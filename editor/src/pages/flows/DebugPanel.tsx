import { Empty } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clock, moment } from '../../model/format'
import { DEBUG_LINES, filtered, type DebugLine } from '../../model/live'
import { readable } from '../../model/value'
import { useLive } from '../../state/live'
import { useSettings } from '../../state/settings'
import { useWorkspace } from '../../state/workspace'
import { DebugTools } from './DebugTools'

const TOPICS = ['debug']

/** What the debug nodes show, newest first. Pausing holds the picture, not the stream. */
export function DebugPanel({ flow }: { flow: string }) {
  const { t } = useTranslation()
  const { link } = useWorkspace()
  const live = useLive(({ debug }) => debug)
  const [held, setHeld] = useState<readonly DebugLine[] | null>(null)
  const [filter, setFilter] = useState('')
  const [everywhere, setEverywhere] = useState(false)
  useEffect(() => link.watch(TOPICS), [link])
  const lines = held ?? live
  const shown = useMemo(() => filtered(lines, filter, everywhere ? null : flow), [lines, filter, everywhere, flow])
  const waiting = held ? live.filter((line) => line.number > (held.at(-1)?.number ?? 0)).length : 0
  return (
    <div className="debug">
      <DebugTools
        filter={filter}
        setFilter={setFilter}
        everywhere={everywhere}
        setEverywhere={setEverywhere}
        paused={held !== null}
        waiting={waiting}
        pause={() => setHeld(held === null ? live : null)}
        cleared={() => setHeld(held && [])}
      />
      <ol className="debug-lines" title={t('debug.kept', { count: DEBUG_LINES })}>
        {shown.map((line) => (
          <Line key={line.number} line={line} everywhere={everywhere} />
        ))}
      </ol>
      {shown.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(lines.length && filter ? 'debug.noMatch' : 'debug.empty')}>
          {!lines.length && <p className="muted">{t('debug.emptyHint')}</p>}
        </Empty>
      )}
    </div>
  )
}

function Line({ line, everywhere }: { line: DebugLine; everywhere: boolean }) {
  const language = useSettings((settings) => settings.language)
  const [open, setOpen] = useState(false)
  return (
    <li>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <time className="figures muted" title={moment(line.time, language)}>
            {clock(line.time)}
          </time>
          <span className="debug-node clip" title={`${line.flow}/${line.node}`}>
            {everywhere ? `${line.flow}/${line.node}` : line.node}
          </span>
          <span className="code clip">{line.text}</span>
        </summary>
        {open && <pre>{JSON.stringify(readable(line.value), null, 2)}</pre>}
      </details>
    </li>
  )
}
