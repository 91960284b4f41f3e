import { AutoComplete, Form, Input, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { SETTINGS } from '../../../api/parts'
import { moment } from '../../../model/format'
import type { PlantSettings } from '../../../model/plant'
import { useNow } from '../../../state/clock'
import { useLive } from '../../../state/live'
import { useMay } from '../../../state/me'
import { useSharedPart } from '../../../state/useSharedPart'
import { PartFaults } from '../frame/PartFaults'
import { PartPage } from '../frame/PartPage'
import { ClockInput } from './ClockInput'
import { DayCalendar } from './DayCalendar'
import { Shifts } from './Shifts'

const OWN = /^\/settings\/(timezone|day_start|shifts|calendar|time_server)/

/** The plant's clock: time zone, production day, shifts, holidays, and the server that tells the time. */
export default function Time() {
  const { t } = useTranslation()
  const shared = useSharedPart(SETTINGS)
  return (
    <PartPage title={t('project.tabs.time')} part={SETTINGS} shared={shared}>
      {({ present, faults }) => (
        <>
          <PartFaults faults={faults.filter(({ path }) => path && OWN.test(path))} place={({ path }) => path?.replace('/settings/', '').replaceAll('/', ' › ') ?? ''} />
          <Clock settings={present} edit={shared.edit} />
          <Shifts settings={present} edit={shared.edit} />
          <DayCalendar calendar={present.calendar ?? []} edit={shared.edit} />
        </>
      )}
    </PartPage>
  )
}

export type EditSettings = (label: string, recipe: (draft: PlantSettings) => void, mark?: string) => void

function Clock({ settings, edit }: { settings: PlantSettings; edit: EditSettings }) {
  const { t } = useTranslation()
  const mayEdit = useMay('edit')
  const zones = useZones()
  const now = useNow()
  const ahead = useLive((live) => live.ahead)
  const zone = settings.timezone ?? 'UTC'
  const put = (key: 'timezone' | 'day_start' | 'time_server', value: string) =>
    edit('project.time.edit.clock', (draft) => {
      if (value) draft[key] = value
      else Reflect.deleteProperty(draft, key)
    }, key)
  return (
    <section className="project-card">
      <h2>{t('project.time.clock')}</h2>
      <Form layout="vertical" component="div" disabled={!mayEdit} className="clock-row">
        <Form.Item label={t('project.time.zone')} htmlFor="time-zone" extra={<span className="figures">{t('project.time.there', { time: moment(now + ahead, zone) })}</span>}>
          {zones ? (
            <Select id="time-zone" showSearch value={zone} options={zones} onChange={(value: string) => put('timezone', value)} />
          ) : (
            <AutoComplete id="time-zone" value={zone} onChange={(value: string) => put('timezone', value)} />
          )}
        </Form.Item>
        <Form.Item label={t('project.time.dayStart')} htmlFor="day-start" extra={t('project.time.dayStartHint')}>
          <ClockInput id="day-start" label={t('project.time.dayStart')} value={settings.day_start ?? '00:00'} put={(value) => put('day_start', value)} disabled={!mayEdit} />
        </Form.Item>
        <Form.Item label={t('project.time.server')} htmlFor="time-server" extra={t('project.time.serverHint')}>
          <Input id="time-server" value={settings.time_server ?? ''} placeholder={t('project.time.noServer')} onChange={({ target }) => put('time_server', target.value.trim())} />
        </Form.Item>
      </Form>
    </section>
  )
}

/** The names of the zones as the browser knows them; null where it does not, then the name is typed. */
function useZones(): { value: string; label: string }[] | null {
  return useMemo(() => {
    if (typeof Intl.supportedValuesOf !== 'function') return null
    const names = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')]
    return names.map((value) => ({ value, label: value.replaceAll('_', ' ') }))
  }, [])
}
