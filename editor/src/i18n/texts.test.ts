import { describe, expect, it } from 'vitest'
import { en } from './en'
import { zh } from './zh'

type Tree = { [key: string]: string | Tree }

function flat(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value, `${prefix}${key}.`)],
    ),
  )
}

const english = flat(en)
const chinese = flat(zh)
const places = (text: string) => [...text.matchAll(/{{(\w+)(?:, \w+)?}}/g)].map((match) => match[1]).sort()

/** What is called the same in every language. */
const NAMES = new Set(['JSON', 'msg.', 'EN'])

describe('the texts', () => {
  it('exist in both languages', () => {
    // Chinese has one plural form only.
    expect([...english.keys()].filter((key) => !key.endsWith('_one')).sort()).toEqual([...chinese.keys()].sort())
  })

  it('fill in the same places', () => {
    for (const [key, text] of chinese) expect([key, places(text)]).toEqual([key, places(english.get(key) ?? '')])
  })

  it('are Chinese where they should be, and have no half-width sentence marks', () => {
    for (const [key, text] of chinese) {
      // A text of places and marks alone has no word of its own.
      const said = text.replace(/{{.*?}}/g, '')
      if (/\p{L}/u.test(said) && !NAMES.has(said)) expect(text, key).toMatch(/[一-鿿]/)
      expect(text, key).not.toMatch(/[一-鿿][,;:!?]/)
    }
  })
})
