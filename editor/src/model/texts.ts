import { isRecord } from './reading'
import type { Language, Text } from './types'

/** Whether a value of a document is a text in one or both languages. */
export function isText(value: unknown): value is Exclude<Text, string> {
  return isRecord(value) && Object.keys(value).length > 0 && Object.entries(value).every(([key, text]) => (key === 'en' || key === 'zh') && typeof text === 'string')
}

/** What a text says in one language. A text without languages is in that of the page, `own`. */
export function inLanguage(text: Text | undefined, language: Language, own: Language): string {
  if (typeof text === 'string') return language === own ? text : ''
  return text?.[language] ?? ''
}

/** The text with another wording in one language: plain while there is one language, nothing when nothing is left. */
export function withLanguage(text: Text | undefined, language: Language, said: string, own: Language): Text | undefined {
  if (language === own && typeof text !== 'object') return said === '' ? undefined : said
  const all = typeof text === 'object' ? { ...text } : text === undefined ? {} : { [own]: text }
  const left = Object.entries({ ...all, [language]: said }).filter(([, each]) => each !== '')
  return left.length ? Object.fromEntries(left) : undefined
}
