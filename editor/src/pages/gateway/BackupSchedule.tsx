import { Input, InputNumber, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { SETTINGS } from '../../api/parts'
import { DAILY, dailyAt, dailyCron, scheduleKind, type BackupPlan, type ScheduleKind } from '../../model/backupPlan'
import { Moment } from '../../parts/Moment'
import { useMay } from '../../state/me'
import { useSharedPart } from '../../state/useSharedPart'
import { DraftState } from '../project/frame/DraftState'

const KINDS: ScheduleKind[] = ['off', 'daily', 'every', 'cron']

/** When backups are made by themselves; it is a setting of the project, and counts once it is deployed. */
export function BackupSchedule({ due }: { due: string | null }) {
  const { t } = useTranslation()
  const shared = useSharedPart(SETTINGS)
  const mayEdit = useMay('edit')
  const { document } = shared
  if (!document) return null
  const plan = document.present.backup ?? null
  const kind = scheduleKind(plan)
  const put = (change: Partial<BackupPlan> | null, mark?: string) =>
    shared.edit('backup.schedule', (draft) => {
      if (change === null) delete draft.backup
      else draft.backup = { ...draft.backup, ...change }
    }, mark)
  const choose = (chosen: ScheduleKind) => {
    if (chosen === 'off') put(null)
    if (chosen === 'daily') put({ every: null, cron: DAILY })
    if (chosen === 'every') put({ every: '1d', cron: null })
    if (chosen === 'cron') put({ every: null, cron: '0 2 * * 1-5' })
  }
  const at = plan?.cron ? dailyAt(plan.cron) : null
  return (
    <section className="panel">
      <h2>{t('backup.schedule')}</h2>
      <DraftState part={SETTINGS} shared={shared} document={document} />
      <Radio.Group optionType="button" aria-label={t('backup.schedule')} disabled={!mayEdit} value={kind} options={KINDS.map((value) => ({ value, label: t(`backup.kind.${value}`) }))} onChange={({ target }) => choose(target.value as ScheduleKind)} />
      {kind !== 'off' && plan && (
        <div className="filter-row">
          {kind === 'daily' && (
            <label className="day-field">
              {t('backup.at')}
              <Input type="time" disabled={!mayEdit} value={at ?? '02:00'} onChange={({ target }) => put({ cron: dailyCron(target.value) ?? DAILY }, 'at')} />
            </label>
          )}
          {kind === 'every' && (
            <label className="day-field">
              {t('backup.every')}
              <Input disabled={!mayEdit} value={plan.every ?? ''} onChange={({ target }) => put({ every: target.value }, 'every')} />
            </label>
          )}
          {kind === 'cron' && (
            <label className="day-field">
              {t('backup.cron')}
              <Input className="code" disabled={!mayEdit} value={plan.cron ?? ''} onChange={({ target }) => put({ cron: target.value }, 'cron')} />
            </label>
          )}
          <label className="day-field">
            {t('backup.to')}
            <Input disabled={!mayEdit} value={plan.to ?? ''} placeholder="backups" onChange={({ target }) => put({ to: target.value }, 'to')} />
          </label>
          <label className="day-field">
            {t('backup.keep')}
            <InputNumber disabled={!mayEdit} min={1} max={10_000} value={plan.keep ?? 7} onChange={(keep) => put({ keep: keep ?? 7 }, 'keep')} />
          </label>
        </div>
      )}
      {due && <p className="muted">{t('backup.due')}: <Moment time={due} /></p>}
    </section>
  )
}
