import { WarningFilled } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'

/** The number of errors, with a word; nothing while there is none. */
export function ErrorCount({ count }: { count: number }) {
  const { t } = useTranslation()
  if (count === 0) return null
  return (
    <span className="status tone-attention figures">
      <WarningFilled /> <span>{t('flows.errors', { count })}</span>
    </span>
  )
}
