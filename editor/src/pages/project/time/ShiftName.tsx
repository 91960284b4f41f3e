import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShiftEntry } from '../../../model/plant'

interface ShiftNameProps {
  name: string
  shifts: Readonly<Record<string, ShiftEntry>>
  disabled: boolean
  rename: (name: string) => void
}

/** A shift's name is what records call it, so it changes when it is complete, not with each key. */
export function ShiftName({ name, shifts, disabled, rename }: ShiftNameProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? name
  const taken = text !== name && text in shifts
  const done = () => {
    const to = text.trim()
    if (to && to !== name && !taken) rename(to)
    setTyped(null)
  }
  return (
    <Input
      className="shift-name"
      aria-label={t('project.time.shiftName')}
      disabled={disabled}
      {...(taken ? { status: 'error' as const, title: t('project.time.taken') } : {})}
      value={text}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={done}
      onPressEnter={done}
    />
  )
}
