import { describe, expect, it } from 'vitest'
import { localized, shortened } from './text'

describe('texts for people', () => {
  it('come in the language, else the other, else the fallback', () => {
    expect(localized({ en: 'Press', zh: '压制' }, 'zh')).toBe('压制')
    expect(localized({ en: 'Press' }, 'zh')).toBe('Press')
    expect(localized('Press', 'zh')).toBe('Press')
    expect(localized(undefined, 'en', 'press-1')).toBe('press-1')
    expect(localized('', 'en', 'press-1')).toBe('press-1')
  })

  it('shorten a long id in the middle', () => {
    expect(shortened('short')).toBe('short')
    expect(shortened('a'.repeat(30) + 'z', 11)).toBe('aaaaa…aaaaz')
  })
})
