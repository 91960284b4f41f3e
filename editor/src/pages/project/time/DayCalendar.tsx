import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { monthAfter, weeksOf, type SheetDay } from '../../../model/month'
import type { DayEntry } from '../../../model/plant'
import { withDays } from '../../../model/shifts'
import { useMay } from '../../../state/me'
import { useSettings } from '../../../state/settings'
import { CalendarPaste } from './CalendarPaste'
import type { EditSettings } from './Time'

interface DayCalendarProps {
  calendar: readonly DayEntry[]
  edit: EditSettings
}

/** Holidays and extra working days, a month at a time. A click goes from usual to the other kind and back. */
export function DayCalendar({ calendar, edit }: DayCalendarProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const mayEdit = useMay('edit')
  const [month, setMonth] = useState(() => new Date().toISOString().slice(0, 7))
  const [pasting, setPasting] = useState(false)
  const kinds = new Map(calendar.map(({ date, kind }) => [date, kind]))
  const locale = language === 'zh' ? 'zh-CN' : 'en'
  const title = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${month}-01`))
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  const weeks = weeksOf(month)
  const turn = ({ date, weekend }: SheetDay) =>
    edit('project.time.edit.calendar', (draft) => {
      const others = (draft.calendar ?? []).filter((day) => day.date !== date)
      draft.calendar = kinds.has(date) ? others : withDays(others, [{ date, kind: weekend ? 'workday' : 'holiday' }])
    })
  const take = (days: readonly DayEntry[]) => {
    edit('project.time.edit.calendar', (draft) => {
      draft.calendar = withDays(draft.calendar ?? [], days)
    })
    if (days[0]) setMonth(days[0].date.slice(0, 7))
    setPasting(false)
  }
  return (
    <section className="project-card">
      <header className="project-head">
        <h2>{t('project.time.calendar')}</h2>
        <span className="muted">{t('project.time.days', { count: calendar.length })}</span>
        <span className="grow" />
        {mayEdit && <Button onClick={() => setPasting(true)}>{t('project.time.paste')}</Button>}
      </header>
      <p className="muted">{t('project.time.calendarHint')}</p>
      <Space className="month-head">
        <Button icon={<LeftOutlined />} aria-label={t('project.time.before')} onClick={() => setMonth(monthAfter(month, -1))} />
        <strong aria-live="polite">{title}</strong>
        <Button icon={<RightOutlined />} aria-label={t('project.time.after')} onClick={() => setMonth(monthAfter(month, 1))} />
      </Space>
      <table className="month">
        <thead>
          <tr>
            {weeks[0]?.map(({ date }) => (
              <th key={date} scope="col">
                {weekday.format(new Date(date))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]?.date}>
              {week.map((day) => (
                <td key={day.date}>
                  <Day day={day} kind={kinds.get(day.date) ?? null} turn={mayEdit ? () => turn(day) : null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {pasting && <CalendarPaste take={take} close={() => setPasting(false)} />}
    </section>
  )
}

function Day({ day, kind, turn }: { day: SheetDay; kind: DayEntry['kind'] | null; turn: (() => void) | null }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const free = kind === 'holiday' || (kind === null && day.weekend)
  const word = kind === null ? (day.weekend ? t('project.time.weekend') : '') : t(`project.time.kinds.${kind}`)
  // The date as it is said has the number that is seen in it.
  const spoken = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day.date))
  const names = ['month-day', free && 'is-free', kind && 'is-said', !day.inside && 'is-outside'].filter(Boolean).join(' ')
  return (
    <button type="button" className={names} disabled={!turn} aria-label={[spoken, word].filter(Boolean).join(', ')} aria-pressed={kind !== null} onClick={() => turn?.()}>
      <span className="figures">{day.day}</span>
      {kind && <span className="small">{word}</span>}
    </button>
  )
}
