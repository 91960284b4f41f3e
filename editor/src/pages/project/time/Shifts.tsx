import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlantSettings, ShiftEntry } from '../../../model/plant'
import { clockOf, dayPicture, minutes } from '../../../model/shifts'
import { FreshIds } from '../../../model/ids'
import { useMay } from '../../../state/me'
import { ClockInput } from './ClockInput'
import { DayBar } from './DayBar'
import { ShiftName } from './ShiftName'
import type { EditSettings } from './Time'

type Table = Record<string, ShiftEntry>

/** The shifts of a day, as a list and as a picture. The one named first counts where several are. */
export function Shifts({ settings, edit }: { settings: PlantSettings; edit: EditSettings }) {
  const { t } = useTranslation()
  const mayEdit = useMay('edit')
  const shifts = useMemo(() => settings.shifts ?? {}, [settings.shifts])
  const names = Object.keys(shifts)
  const picture = useMemo(() => dayPicture(shifts, settings.day_start), [shifts, settings.day_start])
  const teams = [...new Set(Object.values(shifts).flatMap((shift) => shift.teams ?? []))]
  const change = (label: 'project.time.edit.shift' | 'project.time.edit.shifts', recipe: (table: Table) => Table | undefined, mark?: string) =>
    edit(label, (draft) => {
      const table = (draft.shifts ??= {})
      const other = recipe(table)
      if (other) draft.shifts = other
    }, mark)
  const put = (name: string, key: 'start' | 'end', value: string) =>
    change('project.time.edit.shift', (table) => {
      if (table[name]) table[name][key] = value
      return undefined
    }, `${name} ${key}`)
  const add = () => {
    const begin = minutes(settings.day_start) ?? 0
    const [gap] = picture.gaps
    const from = gap ? gap.from : 0
    const to = gap ? Math.min(gap.to, gap.from + 480) : 480
    change('project.time.edit.shifts', (table) => {
      table[new FreshIds(Object.keys(table)).take(t('project.time.newShift'))] = { start: clockOf(begin + from), end: clockOf(begin + to) }
      return undefined
    })
  }
  const swap = (index: number) =>
    change('project.time.edit.shifts', (table) => {
      const entries = Object.entries(table)
      const [one, other] = [entries[index], entries[index + 1]]
      if (one && other) entries.splice(index, 2, other, one)
      return Object.fromEntries(entries)
    })
  return (
    <section className="project-card">
      <h2>{t('project.time.shifts')}</h2>
      <DayBar picture={picture} dayStart={settings.day_start} />
      {names.length === 0 && <p className="muted">{t('project.time.noShifts')}</p>}
      {names.length > 0 && (
        <ul className="shift-list">
          {names.map((name, index) => (
            <li key={index}>
              <ShiftName name={name} shifts={shifts} disabled={!mayEdit} rename={(to) => change('project.time.edit.shift', (table) => Object.fromEntries(Object.entries(table).map(([key, entry]) => [key === name ? to : key, entry])))} />
              <ClockInput label={t('project.time.start', { name })} value={shifts[name]?.start ?? ''} put={(value) => put(name, 'start', value)} disabled={!mayEdit} />
              <span aria-hidden>–</span>
              <ClockInput label={t('project.time.end', { name })} value={shifts[name]?.end ?? ''} put={(value) => put(name, 'end', value)} disabled={!mayEdit} />
              <Select
                mode="tags"
                className="shift-teams"
                disabled={!mayEdit}
                aria-label={t('project.time.teams', { name })}
                placeholder={t('project.time.noTeams')}
                value={shifts[name]?.teams ?? []}
                options={teams.map((value) => ({ value }))}
                onChange={(chosen: string[]) =>
                  change('project.time.edit.shift', (table) => {
                    const entry = table[name]
                    if (entry && chosen.length) entry.teams = chosen
                    else if (entry) delete entry.teams
                    return undefined
                  })
                }
              />
              {mayEdit && (
                <span className="shift-acts">
                  <Button type="text" icon={<ArrowUpOutlined />} disabled={index === 0} aria-label={t('project.time.up', { name })} onClick={() => swap(index - 1)} />
                  <Button type="text" icon={<ArrowDownOutlined />} disabled={index === names.length - 1} aria-label={t('project.time.down', { name })} onClick={() => swap(index)} />
                  <Button type="text" icon={<DeleteOutlined />} aria-label={t('project.time.remove', { name })} onClick={() => change('project.time.edit.shifts', (table) => Object.fromEntries(Object.entries(table).filter(([key]) => key !== name)))} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayEdit && (
        <Button icon={<PlusOutlined />} onClick={add}>
          {t('project.time.addShift')}
        </Button>
      )}
    </section>
  )
}
