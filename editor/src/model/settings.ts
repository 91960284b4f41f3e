import type { Language } from './types'

export const LOOKS = ['auto', 'light', 'dark'] as const
export type Look = (typeof LOOKS)[number]

/** What the page remembers in this browser. */
export interface Settings {
  language: Language
  look: Look
}

/** What was kept, where it still makes sense; else the first of the browser's languages that the page speaks. */
export function restored(kept: string | null, languages: readonly string[]): Settings {
  const known = parsed(kept)
  return {
    language: known['language'] === 'en' || known['language'] === 'zh' ? known['language'] : preferred(languages),
    look: known['look'] === 'light' || known['look'] === 'dark' ? known['look'] : 'auto',
  }
}

function parsed(kept: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(kept ?? '{}')
    return value !== null && typeof value === 'object' ? { ...value } : {}
  } catch {
    return {}
  }
}

function preferred(languages: readonly string[]): Language {
  for (const language of languages) {
    const base = language.toLowerCase().split('-')[0]
    if (base === 'zh' || base === 'en') return base
  }
  return 'en'
}
