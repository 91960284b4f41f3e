import type { Language, Text } from './types'

/** The text in `language`, else in the other one, else `fallback`. */
export function localized(text: Text | null | undefined, language: Language, fallback = ''): string {
  if (typeof text === 'string') return text || fallback
  const other = language === 'en' ? 'zh' : 'en'
  return text?.[language] || text?.[other] || fallback
}

/** Between two clauses of a sentence, such as a fault and its hint. */
export const CLAUSES: Record<Language, string> = { en: '; ', zh: '；' }

/** A text in which each hash is so short that two of them are still told apart, and nobody has to read past them. */
export function shortenedHashes(text: string): string {
  return text.replace(/[0-9a-f]{32,}/g, (hash) => shortened(hash, 13))
}

/** A long id shortened in the middle, where ids differ least. */
export function shortened(id: string, length = 28): string {
  if (id.length <= length) return id
  const head = Math.ceil((length - 1) / 2)
  return `${id.slice(0, head)}…${id.slice(id.length - (length - 1 - head))}`
}
