import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'

interface FootProps {
  reason: string
  setReason: (reason: string) => void
  hint: string
  label: string
  busy: boolean
  ready: boolean
  /** Why it cannot be done yet, as far as that is known. */
  why: string | null
  go: () => void
  close: () => void
  danger?: boolean
  focus?: boolean
}

/** The reason and the decision below a review; says what is still missing. */
export function ReviewFoot({ reason, setReason, hint, label, busy, ready, why, go, close, danger = false, focus = false }: FootProps) {
  const { t } = useTranslation()
  return (
    <div className="review-foot">
      {why !== null && (
        <span className="review-why" role="status">
          {why}
        </span>
      )}
      <Input value={reason} maxLength={1000} placeholder={hint} aria-label={t('deploy.review.reason')} onChange={({ target }) => setReason(target.value)} onPressEnter={() => ready && !busy && go()} autoFocus={focus} />
      <Button onClick={close}>{t('deploy.review.cancel')}</Button>
      <Button type="primary" danger={danger} loading={busy} disabled={!ready} onClick={go}>
        {label}
      </Button>
    </div>
  )
}
