import type { Locale } from 'antd/es/locale'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '../model/types'
import type { Texts } from './en'

export const LANGUAGES: Record<Language, string> = { en: 'English', zh: '简体中文' }

/** What antd says itself, of each language that was loaded. */
export const locales: Partial<Record<Language, Locale>> = {}

/** The texts of one language: only the one that is spoken is loaded. */
const TEXTS: Record<Language, () => Promise<object>> = {
  en: async () => {
    const { en, antd } = await import('./en')
    locales.en = antd
    return en satisfies Texts
  },
  zh: async () => {
    const { zh, antd } = await import('./zh')
    locales.zh = antd
    return zh
  },
}

/** Readies the texts of a language. */
export async function startTexts(language: Language): Promise<void> {
  const translation = await TEXTS[language]()
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation } },
    interpolation: { escapeValue: false },
  })
  tell(language)
}

/** Speaks another language, once its texts are there. Rejects when they cannot be loaded. */
export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await TEXTS[language]())
  }
  await i18next.changeLanguage(language)
  tell(language)
}

/** Readies the texts of every language, for who searches by a name in another one than the page's. */
export async function readAllTexts(): Promise<void> {
  const missing = (Object.keys(TEXTS) as Language[]).filter((language) => !i18next.hasResourceBundle(language, 'translation'))
  await Promise.all(missing.map(async (language) => i18next.addResourceBundle(language, 'translation', await TEXTS[language]())))
}

function tell(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}
