import { Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DayEntry } from '../../../model/plant'
import { readDays } from '../../../model/shifts'

interface CalendarPasteProps {
  take: (days: readonly DayEntry[]) => void
  close: () => void
}

/** A list of days from a notice or a sheet. */
export function CalendarPaste({ take, close }: CalendarPasteProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const { days, wrong } = readDays(text)
  return (
    <Modal
      open
      title={t('project.time.pasteTitle')}
      okText={t('project.time.pasteDo', { count: days.length })}
      okButtonProps={{ disabled: days.length === 0 }}
      onOk={() => take(days)}
      onCancel={close}
    >
      <p className="muted">{t('project.time.pasteHint')}</p>
      <Input.TextArea
        autoFocus
        rows={8}
        aria-label={t('project.time.pasteTitle')}
        placeholder={`2026-10-01\n2026-10-02\n2026-10-10 ${t('project.time.kinds.workday')}`}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {wrong.length > 0 && (
        <p className="tone-attention" role="alert">
          {t('project.time.notRead', { lines: wrong.slice(0, 5).join(', ') })}
        </p>
      )}
    </Modal>
  )
}
