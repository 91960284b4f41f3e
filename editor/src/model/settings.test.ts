import { describe, expect, it } from 'vitest'
import { restored } from './settings'

describe('settings', () => {
  it('follow the browser until somebody chooses', () => {
    expect(restored(null, ['fr-FR', 'zh-TW', 'en'])).toEqual({ language: 'zh', look: 'auto' })
    expect(restored(null, ['fr'])).toEqual({ language: 'en', look: 'auto' })
    expect(restored('{"language":"en","look":"dark"}', ['zh'])).toEqual({ language: 'en', look: 'dark' })
  })

  it('survive what is broken', () => {
    for (const kept of ['{', 'null', '5', '{"language":"de","look":"pink"}']) {
      expect(restored(kept, ['zh-CN'])).toEqual({ language: 'zh', look: 'auto' })
    }
  })
})
