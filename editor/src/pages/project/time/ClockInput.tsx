import { Input } from 'antd'
import { useState } from 'react'
import { readClock } from '../../../model/shifts'

interface ClockInputProps {
  id?: string
  label: string
  value: string
  put: (value: string) => void
  disabled: boolean
}

/** A time of day of 24 hours, whatever the browser's own habit; it counts when it is complete. */
export function ClockInput({ id, label, value, put, disabled }: ClockInputProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const read = typed === null ? value : readClock(typed)
  const done = () => {
    if (read && read !== value) put(read)
    setTyped(null)
  }
  return (
    <Input
      {...(id === undefined ? {} : { id })}
      className="shift-time figures"
      aria-label={label}
      aria-invalid={read === null}
      {...(read === null ? { status: 'error' as const } : {})}
      inputMode="numeric"
      placeholder="08:00"
      disabled={disabled}
      value={typed ?? value}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={done}
      onPressEnter={done}
    />
  )
}
