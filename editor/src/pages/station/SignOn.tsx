import { IdcardOutlined, KeyOutlined, NumberOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useScan } from '../../state/useScan'
import { PasswordOn } from './PasswordOn'
import { PinOn } from './PinOn'
import { keepBadge } from './badge'
import type { StationActs } from './useStationHere'

type Way = 'badge' | 'pin' | 'password'

/** Asks who is there: the badge is enough at first; name and PIN or password are for who has none at hand. */
export function SignOn({ station }: { station: StationActs }) {
  const { t } = useTranslation()
  const [way, setWay] = useState<Way>('badge')
  useScan((badge) => {
    keepBadge(badge)
    void station.signOn({ badge })
  })
  const choose = (chosen: Way) => {
    station.forget()
    setWay(chosen)
  }
  if (way === 'pin') return <PinOn station={station} back={() => choose('badge')} />
  if (way === 'password') return <PasswordOn station={station} back={() => choose('badge')} />
  return (
    <section className="station-card">
      <IdcardOutlined className="station-icon" />
      <h1 className="station-answer">{t('station.scan')}</h1>
      <p>{t('station.scanExplain')}</p>
      <div className="station-ways">
        <Button icon={<NumberOutlined />} onClick={() => choose('pin')}>
          {t('station.byPin')}
        </Button>
        <Button icon={<KeyOutlined />} onClick={() => choose('password')}>
          {t('station.byPassword')}
        </Button>
      </div>
    </section>
  )
}
