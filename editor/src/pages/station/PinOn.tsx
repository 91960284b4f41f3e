import { ArrowLeftOutlined } from '@ant-design/icons'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PinPad } from './PinPad'
import type { StationActs } from './useStationHere'

/** Signing on by user name and PIN. */
export function PinOn({ station, back }: { station: StationActs; back: () => void }) {
  const { t } = useTranslation()
  const [user, setUser] = useState('')
  return (
    <section className="station-card">
      <h1>{t('station.byPin')}</h1>
      <Form layout="vertical" component="div">
        <Form.Item label={t('login.user')} htmlFor="station-user">
          <Input id="station-user" autoFocus autoComplete="off" autoCapitalize="none" spellCheck={false} value={user} onChange={({ target }) => setUser(target.value)} />
        </Form.Item>
      </Form>
      <PinPad busy={station.busy} enter={(pin) => void station.signOn({ user, pin })} />
      <Button block icon={<ArrowLeftOutlined />} onClick={back}>
        {t('station.toBadge')}
      </Button>
    </section>
  )
}
