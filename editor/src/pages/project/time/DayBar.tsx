import { useTranslation } from 'react-i18next'
import { clockOf, DAY, lengthOf, minutes, type DayPicture, type Span } from '../../../model/shifts'
import { StatusTag } from '../../../parts/StatusTag'

/** A production day from its start to its end: the shifts, and what is not covered or covered twice, also in words. */
export function DayBar({ picture: { bars, gaps, overlaps }, dayStart }: { picture: DayPicture; dayStart: string | undefined }) {
  const { t } = useTranslation()
  const begin = minutes(dayStart) ?? 0
  const names = [...new Set(bars.map(({ name }) => name))]
  const place = ({ from, to }: Span) => ({ left: `${(from / DAY) * 100}%`, width: `${((to - from) / DAY) * 100}%` })
  const times = (span: Span) => `${clockOf(begin + span.from)}–${clockOf(begin + span.to)} (${lengthOf(span)} h)`
  const marks = Array.from({ length: 9 }, (_, index) => index * 180)
  return (
    <div className="day-picture">
      <div className="day-bar" aria-hidden>
        {bars.map((bar) => (
          <span key={`${bar.name} ${bar.from}`} className={`day-shift shade-${names.indexOf(bar.name) % 4}`} style={place(bar)} title={`${bar.name} ${times(bar)}`}>
            <span className="clip">{bar.name}</span>
          </span>
        ))}
        {overlaps.map((span) => (
          <span key={`overlap ${span.from}`} className="day-overlap" style={place(span)} />
        ))}
      </div>
      <div className="day-marks figures" aria-hidden>
        {marks.map((mark) => (
          <span key={mark} style={{ left: `${(mark / DAY) * 100}%` }}>
            {clockOf(begin + mark)}
          </span>
        ))}
      </div>
      <ul className="day-notes">
        {bars.length > 0 && gaps.length === 0 && overlaps.length === 0 && (
          <li>
            <StatusTag tone="neutral">{t('project.time.covered')}</StatusTag>
          </li>
        )}
        {bars.length > 0 &&
          gaps.map((span) => (
            <li key={span.from}>
              <StatusTag tone="info">{t('project.time.gap', { times: times(span) })}</StatusTag>
            </li>
          ))}
        {overlaps.map((span) => (
          <li key={span.from}>
            <StatusTag tone="attention">{t('project.time.overlap', { times: times(span), names: span.names.join(', '), first: span.names[0] ?? '' })}</StatusTag>
          </li>
        ))}
      </ul>
    </div>
  )
}
