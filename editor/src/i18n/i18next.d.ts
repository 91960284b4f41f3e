import 'i18next'
import type { Texts } from './en'

// Makes `t('…')` accept only keys that exist.
declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: Texts }
  }
}
