import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Words } from '../model/inWords'
import { useSettings } from '../state/settings'
import { useFieldNames } from './useFieldNames'

/** The words of the page that values are said with. */
export function useWords(): Words {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const { own } = useFieldNames()
  return useMemo(
    () => ({
      language,
      yes: t('deploy.value.yes'),
      no: t('deploy.value.no'),
      none: t('deploy.merge.none'),
      empty: t('deploy.value.empty'),
      colon: t('deploy.value.colon'),
      comma: t('deploy.value.comma'),
      own,
      read: (from, path) => (from === 'msg' ? `msg.${path}` : `${t(`forms.typed.${from}`)} ${path}`.trim()),
    }),
    [language, t],
  )
}
