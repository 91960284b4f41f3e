import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clock, moment } from '../../model/format'
import { DEBUG_LINES, filtered, type DebugLine } from '../../model/live'
import type { NodeRow } from '../../model/order'
import { readable } from '../../model/value'
import { useLive } from '../../state/live'
import { useZone } from '../../state/project'
import { useNodeName } from '../../state/useNodeName'
import { useWorkspace } from '../../state/workspace'
import { DebugTools } from './DebugTools'

const TOPICS = ['debug']

/** What the debug nodes show, newest first. Pausing holds the picture, not the stream. */
export function DebugPanel({ flow, rows }: { flow: string; rows: NodeRow[] }) {
  const { t } = useTranslation()
  const { link } = useWorkspace()
  const live = useLive(({ debug }) => debug)
  const [held, setHeld] = useState<readonly DebugLine[] | null>(null)
  const [filter, setFilter] = useState('')
  const [everywhere, setEverywhere] = useState(false)
  useEffect(() => link.watch(TOPICS), [link])
  const lines = held ?? live
  const named = useNames(flow, rows)
  const shown = useMemo(
    () => filtered(lines, filter, everywhere ? null : flow, named),
    [lines, filter, everywhere, flow, named],
  )
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
          <Line key={line.number} line={line} name={everywhere ? `${line.flow}/${line.node}` : named(line)} />
        ))}
      </ol>
      {shown.length === 0 && (
        <p className="debug-none muted">
          {lines.length && filter ? t('debug.noMatch') : `${t('debug.empty')} ${t('debug.emptyHint')}`}
        </p>
      )}
    </div>
  )
}

/** What people call a line's node; of other flows only the ids are known here. */
function useNames(flow: string, rows: NodeRow[]): (line: DebugLine) => string {
  const say = useNodeName()
  const names = useMemo(() => new Map(rows.map((row) => [row.id, say(row.id, row)])), [rows, say])
  return useCallback((line) => (line.flow === flow ? names.get(line.node) : undefined) ?? line.node, [flow, names])
}

function Line({ line, name }: { line: DebugLine; name: string }) {
  const zone = useZone()
  const [open, setOpen] = useState(false)
  return (
    <li>
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <time className="figures muted" title={moment(line.time, zone)}>
            {clock(line.time, zone)}
          </time>
          <span className="debug-node clip" title={`${line.flow}/${line.node}`}>
            {name}
          </span>
          <span className="code clip">{line.text}</span>
        </summary>
        {open && <pre>{JSON.stringify(readable(line.value), null, 2)}</pre>}
      </details>
    </li>
  )
}
