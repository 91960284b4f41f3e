import { ArrowLeftOutlined, CheckOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', null, '0', null]
const SHORTEST = 4
const LONGEST = 12

/** Digits to press with gloves on; a keyboard's digits count too. */
export function PinPad({ busy, enter }: { busy: boolean; enter: (pin: string) => void }) {
  const { t } = useTranslation()
  const [pin, setPin] = useState('')
  const add = (digit: string) => setPin((last) => (last.length < LONGEST ? last + digit : last))
  const back = () => setPin((last) => last.slice(0, -1))
  const done = () => {
    if (pin.length < SHORTEST || busy) return
    enter(pin)
    setPin('')
  }
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement) return
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1]
    if (digit !== undefined) add(digit)
    else if (event.code === 'Backspace') back()
    else if (event.code === 'Enter' || event.code === 'NumpadEnter') done()
    else return
    event.preventDefault()
  })
  useEffect(() => {
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
  return (
    <div className="pin-pad" role="group" aria-label={t('station.pin')}>
      <output className="pin-dots" aria-label={t('station.pinDigits', { count: pin.length })}>
        {'●'.repeat(pin.length)}
      </output>
      {DIGITS.map((digit, place) =>
        digit !== null ? (
          <Button key={place} onClick={() => add(digit)}>
            {digit}
          </Button>
        ) : place === 9 ? (
          <Button key={place} icon={<ArrowLeftOutlined />} aria-label={t('station.back')} onClick={back} />
        ) : (
          <Button key={place} type="primary" icon={<CheckOutlined />} aria-label={t('station.enter')} disabled={pin.length < SHORTEST} loading={busy} onClick={done} />
        ),
      )}
    </div>
  )
}
