import { DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/en-gb'
import 'dayjs/locale/zh-cn'
import { useTranslation } from 'react-i18next'
import { useZone } from '../../state/project'
import { startOfDay } from '../../model/zones'
import { AUDIT_KINDS, useActionTitle } from './useActionTitle'

/** What somebody looks for; `from` and `to` are days of the plant, both included, and empty for any. */
export interface AuditSought {
  author: string
  target: string
  action: string
  from: string
  to: string
}

/** The query of the API; days are those of the plant. */
export function queryOf({ author, target, action, from, to }: AuditSought, zone: string | undefined): string {
  const since = from ? startOfDay(from, 0, zone) : null
  const until = to ? startOfDay(to, 1, zone) : null
  const given = Object.entries({ author: author.trim(), target: target.trim(), action, since, until })
  return new URLSearchParams(given.flatMap(([key, value]) => (value ? [[key, value]] : []))).toString()
}

/** Who, what, to what, and when. */
export function AuditFilter({ sought, seek }: { sought: AuditSought; seek: (sought: AuditSought) => void }) {
  const { t } = useTranslation()
  const titleOf = useActionTitle()
  const zone = useZone()
  const kinds = AUDIT_KINDS.map((value) => ({ value, label: titleOf(value) }))
  const field = (name: 'author' | 'target') => (
    <Input.Search
      key={name}
      allowClear
      aria-label={t(`audit.column.${name}`)}
      placeholder={t(`audit.column.${name}`)}
      onSearch={(value) => seek({ ...sought, [name]: value })}
    />
  )
  const day = (name: 'from' | 'to') => (
    <label key={name} className="day-field">
      <span className="muted">{t(`audit.${name}`)}</span>
      <DatePicker value={sought[name] ? dayjs(sought[name]) : null} format="YYYY-MM-DD" title={zone ?? ''} onChange={(day) => seek({ ...sought, [name]: day?.format('YYYY-MM-DD') ?? '' })} />
    </label>
  )
  return (
    <div role="search" className="filter-row">
      {field('author')}
      <Select allowClear aria-label={t('audit.column.action')} placeholder={t('audit.column.action')} options={kinds} value={sought.action || null} onChange={(action: string | undefined) => seek({ ...sought, action: action ?? '' })} />
      {field('target')}
      {day('from')}
      {day('to')}
    </div>
  )
}
