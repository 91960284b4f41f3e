import { useTranslation } from 'react-i18next'
import { en } from '../../i18n/en'

/** The kinds of changes that the audit tells apart, as they begin its actions. */
export const AUDIT_KINDS = Object.keys(en.audit.action) as (keyof typeof en.audit.action)[]

/** What an action is called: its kind, and what was done. A plugin may keep others, which keep their names. */
export function useActionTitle(): (action: string) => string {
  const { t, i18n } = useTranslation()
  return (action) => {
    const [kind = '', done] = action.split('.')
    const key = done === undefined ? `audit.action.${kind}._` : `audit.action.${kind}.${done}`
    return i18n.exists(key) ? t(key as 'audit.verify') : action
  }
}
