import { useTranslation } from 'react-i18next'
import { localized } from '../model/text'
import type { Language, Text } from '../model/types'
import { isRecord } from '../model/reading'
import { preview } from '../model/value'
import { useSettings } from '../state/settings'

/** A value of a document as people read it; several lines keep theirs. `code`: it stands beside such. */
export function Value({ value, choices = null, code = false }: { value: unknown; choices?: Record<string, Text> | null; code?: boolean }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  if (value === undefined || value === null) return <span className="muted">{t('deploy.merge.none')}</span>
  if (typeof value === 'boolean') return <span>{t(value ? 'deploy.value.yes' : 'deploy.value.no')}</span>
  if (value === '') return <span className="muted">{t('deploy.value.empty')}</span>
  const text = said(value, choices, language)
  return code || text.includes('\n') ? <pre className="change-code">{text}</pre> : <span className="change-value">{text}</span>
}

function said(value: unknown, choices: Record<string, Text> | null, language: Language): string {
  if (typeof value === 'string') return localized(choices?.[value], language, value)
  if (isText(value)) return localized(value, language)
  if (typeof value === 'bigint' || typeof value === 'number') return String(value)
  return preview(value, 200)
}

function isText(value: unknown): value is Text {
  return isRecord(value) && Object.keys(value).length > 0 && Object.entries(value).every(([key, text]) => (key === 'en' || key === 'zh') && typeof text === 'string')
}
