import { useCallback } from 'react'
import { localized } from '../model/text'
import type { Text } from '../model/types'
import { useSettings } from './settings'

/** Says a text in the page's language. */
export function useText(): (text: Text | null | undefined, fallback?: string) => string {
  const language = useSettings((settings) => settings.language)
  return useCallback((text, fallback) => localized(text, language, fallback), [language])
}
