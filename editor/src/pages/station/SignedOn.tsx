import { ArrowRightOutlined, CloseOutlined, LogoutOutlined, NumberOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Client } from '../../api/client'
import type { StationHere } from '../../api/station'
import { countdown } from '../../model/countdown'
import type { Right } from '../../model/people'
import { hashOf } from '../../model/route'
import { CLAUSES } from '../../model/text'
import { useNow } from '../../state/clock'
import type { Me } from '../../state/me'
import { useSettings } from '../../state/settings'
import { useIdle } from '../../state/useIdle'
import { useScan } from '../../state/useScan'
import { useText } from '../../state/useText'
import { keepBadge, keptBadge } from './badge'
import { PinPad } from './PinPad'
import type { StationActs } from './useStationHere'

interface SignedOnProps {
  here: StationHere
  person: string
  station: StationActs
}

/** Who is signed on, what they may do here, and until when; the next badge changes hands at once. */
export function SignedOn({ here, person, station }: SignedOnProps) {
  const { t } = useTranslation()
  const known = useRightsHere(here)
  const now = useNow()
  const language = useSettings((settings) => settings.language)
  const [pin, setPin] = useState(false)
  const off = () => {
    keepBadge(null)
    void station.signOff()
  }
  const until = useIdle(here.idle * 1000, off)
  useScan((badge) => {
    keepBadge(badge)
    setPin(false)
    void station.signOn({ badge })
  })
  const badge = keptBadge()
  const enter = (digits: string) => {
    void station.signOn({ ...(badge === null ? { user: person } : { badge }), pin: digits }).then((done) => {
      if (done) setPin(false)
    })
  }
  if (pin) {
    return (
      <section className="station-card">
        <h1>{t('station.pinOf', { name: known?.name ?? person })}</h1>
        <PinPad busy={station.busy} enter={enter} />
        <Button block icon={<CloseOutlined />} onClick={() => setPin(false)}>
          {t('dialog.cancel')}
        </Button>
      </section>
    )
  }
  return (
    <section className="station-card" aria-live="polite">
      <p>{t('station.signedOn')}</p>
      <h1 className="station-answer clip">{known?.name ?? person}</h1>
      {known && <p>{t('station.may', { rights: known.rights.join(CLAUSES[language]) || '–' })}</p>}
      {until !== null && <p className="muted figures">{t('station.idle', { time: countdown(until, now) })}</p>}
      <Button type="primary" block icon={<ArrowRightOutlined />} href={hashOf({ page: 'flows' })}>
        {t('station.open')}
      </Button>
      <div className="station-ways">
        <Button icon={<NumberOutlined />} onClick={() => setPin(true)}>
          {t('station.morePin')}
        </Button>
        <Button icon={<LogoutOutlined />} onClick={off}>
          {t('station.signOff')}
        </Button>
      </div>
      <p className="muted">{t('station.change')}</p>
    </section>
  )
}

/** The name of who is signed on, and in words what is open to them in this place by this way of signing on. */
function useRightsHere(here: StationHere): { name: string; rights: string[] } | null {
  const text = useText()
  const [found, setFound] = useState<{ me: Me; titles: Right[] } | null>(null)
  useEffect(() => {
    const client = new Client({ by: 'session', csrf: here.csrf ?? '' }, () => useSettings.getState().language)
    Promise.all([client.get<Me>('me'), client.get<{ items: Right[] }>('rights?limit=1000')]).then(
      ([me, { items }]) => setFound({ me, titles: items }),
      () => undefined, // the name alone is shown then
    )
  }, [here])
  if (!found) return null
  const { me, titles } = found
  const rights = new Set([...me.rights, ...(me.areas[here.area] ?? [])])
  return { name: me.name, rights: titles.filter(({ right }) => rights.has(right)).map(({ title }) => text(title)) }
}
