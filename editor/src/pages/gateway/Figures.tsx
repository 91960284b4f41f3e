import { Progress } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { bytes } from '../../model/bytes'
import { age, count, latency } from '../../model/format'
import { hashOf } from '../../model/route'
import { StatusTag } from '../../parts/StatusTag'
import { useMay } from '../../state/me'
import { useSettings } from '../../state/settings'
import { useText } from '../../state/useText'
import type { HealthShown } from './types'

/** The gateway's figures, each with its limit where it has one. */
export function Figures({ health }: { health: HealthShown }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const mayRead = useMay('maintain')
  const { flows, running, dead_letters: tray, machine } = health
  const letters = tray.letters ? <a href={hashOf({ page: 'project', tab: 'letters' })}>{count(tray.letters, language)}</a> : count(0, language)
  return (
    <div className="figures-grid">
      <Figure title={t('health.flows')} value={`${running} / ${flows}`} note={t('health.revision', { revision: health.revision })} />
      <Figure title={t('project.tabs.letters')} value={letters} note={tray.full ? t('health.trayFull') : tray.parked ? t('health.parked', { count: tray.parked }) : ''} attention={tray.full || tray.parked > 0} />
      {machine && (
        <Figure title={t('health.memory')} value={bytes(machine.memory, language)} note={t('health.of', { limit: bytes(machine.memory_limit, language) })}>
          <Share title={t('health.memory')} part={machine.memory / machine.memory_limit} />
        </Figure>
      )}
      {machine && machine.disk_free !== null && machine.disk_total !== null && (
        <Figure
          title={t('health.disk')}
          value={bytes(machine.disk_free, language)}
          note={machine.disk_full_in === null ? t('health.of', { limit: bytes(machine.disk_total, language) }) : t('health.fullIn', { time: age(machine.disk_full_in * 1000, language) })}
        >
          <Share title={t('health.diskUsed')} part={1 - machine.disk_free / machine.disk_total} />
        </Figure>
      )}
      {machine && <Clock clock={machine.clock} />}
      <Journal journal={health.journal} />
      <Figure title={t('health.version')} value={health.version} note={mayRead ? <a href={hashOf({ page: 'project', tab: 'logs' })}>{t('health.toLogs')}</a> : ''} />
    </div>
  )
}

function Journal({ journal }: { journal: HealthShown['journal'] }) {
  const { t } = useTranslation()
  const text = useText()
  const language = useSettings((settings) => settings.language)
  if (!journal) return <Figure title={t('health.journal')} value="–" note={t('health.noJournal')} />
  const damage = journal.stopped ? text(journal.stopped) : journal.lost ? t('health.lost', { count: journal.lost }) : journal.damaged.length ? t('health.damaged', { count: journal.damaged.length }) : null
  return (
    <Figure title={t('health.journal')} value={bytes(journal.bytes, language)} note={damage ?? t('health.commits', { number: count(journal.commits, language) })} attention={damage !== null} />
  )
}

function Clock({ clock }: { clock: NonNullable<HealthShown['machine']>['clock'] }) {
  const { t } = useTranslation()
  const { offset, error, server, synchronised } = clock
  const note = [server, error !== null && `± ${latency(error)}`, synchronised === false && t('health.unsynchronised')].filter(Boolean).join(' · ')
  return <Figure title={t('health.clock')} value={offset === null ? t('health.unknown') : `${offset < 0 ? '−' : '+'}${latency(Math.abs(offset))}`} note={note} attention={synchronised === false} />
}

interface FigureProps {
  title: string
  value: ReactNode
  note: ReactNode
  attention?: boolean
  children?: ReactNode
}

function Figure({ title, value, note, attention = false, children }: FigureProps) {
  return (
    <section className="figure">
      <h2>{title}</h2>
      <p className="figure-value figures">{value}</p>
      {children}
      {note && <p className="muted small">{attention ? <StatusTag tone="attention">{note}</StatusTag> : note}</p>}
    </section>
  )
}

/** From here on somebody should look. */
const MUCH = 0.9

function Share({ title, part }: { title: string; part: number }) {
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 100)
  return <Progress aria-label={title} percent={percent} size="small" status="normal" strokeColor={part > MUCH ? 'var(--ant-color-warning)' : 'var(--ant-color-primary)'} />
}
