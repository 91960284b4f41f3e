import { useTranslation } from 'react-i18next'
import type { Quality } from '../model/reading'
import { qualityTone } from '../model/status'
import { StatusTag } from './StatusTag'

/** The data quality as icon and word, the device's reason on hover. */
export function QualityTag({ quality, reason }: { quality: Quality; reason: string | null }) {
  const { t } = useTranslation()
  return (
    <StatusTag tone={qualityTone(quality)} {...(reason ? { title: reason } : {})}>
      {t(`quality.${quality}`)}
    </StatusTag>
  )
}
