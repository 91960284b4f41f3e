import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '../model/types'
import { en } from './en'
import { zh } from './zh'

export const LANGUAGES: Record<Language, string> = { en: 'English', zh: '简体中文' }

/** Readies the texts; both languages are in the bundle, so switching never waits. */
export async function startTexts(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
  })
}

export async function speak(language: Language): Promise<void> {
  await i18next.changeLanguage(language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}
