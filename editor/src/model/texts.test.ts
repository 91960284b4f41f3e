import { expect, it } from 'vitest'
import { inLanguage, withLanguage } from './texts'

it('stays one plain text while it is in one language', () => {
  expect(withLanguage(undefined, 'en', 'Zone 1', 'en')).toBe('Zone 1')
  expect(withLanguage('Zone 1', 'en', '', 'en')).toBeUndefined()
})

it('keeps what it says in the other language', () => {
  expect(withLanguage('Zone 1', 'zh', '1 区', 'en')).toEqual({ en: 'Zone 1', zh: '1 区' })
  expect(withLanguage({ en: 'Zone 1', zh: '1 区' }, 'en', '', 'en')).toEqual({ zh: '1 区' })
  expect(inLanguage('Zone 1', 'zh', 'en')).toBe('')
})
