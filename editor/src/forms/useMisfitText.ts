import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Misfit } from '../model/fieldCheck'
import { hintsOf } from '../model/fieldSchema'
import type { Schema } from '../model/types'

/** Says what is wrong with a value, as one plant engineer would tell another. */
export function useMisfitText(): (misfit: Misfit) => string {
  const { t } = useTranslation()
  return useCallback(
    ({ rule, asked, schema }) => {
      const { duration, unit } = hintsOf(schema)
      const example = exampleOf(schema)
      const limit = `${String(asked)}${unit ? ` ${unit}` : ''}`
      switch (rule) {
        case 'required':
          return t('forms.wrong.required')
        case 'type':
          return t(`forms.wrong.type.${wordOf(asked)}`)
        case 'minimum':
        case 'exclusiveMinimum':
        case 'maximum':
        case 'exclusiveMaximum':
          return t(`forms.wrong.${rule}`, { limit })
        case 'minLength':
          return Number(asked) === 1 ? t('forms.wrong.empty') : t('forms.wrong.minLength', { limit })
        case 'maxLength':
        case 'minItems':
        case 'maxItems':
          return t(`forms.wrong.${rule}`, { limit })
        case 'enum':
          return t('forms.wrong.enum')
        case 'pattern':
          return duration ? t('forms.wrong.duration') : example === null ? t('forms.wrong.pattern') : t('forms.wrong.patternLike', { example })
      }
    },
    [t],
  )
}

function exampleOf({ examples }: Schema): string | null {
  const [example] = Array.isArray(examples) ? (examples as unknown[]) : []
  return typeof example === 'string' ? example : null
}

const WORDS = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const

function wordOf(asked: unknown): (typeof WORDS)[number] {
  const names = Array.isArray(asked) ? (asked as unknown[]) : [asked]
  return WORDS.find((word) => names.includes(word)) ?? 'string'
}
