import { expect, it } from 'vitest'
import { choicesIn, ranked, widthsOf } from './gridView'

it('sorts numbers in texts by their size, what is empty last, and keeps the order of what is the same', () => {
  const texts = ['F1.T10', '', 'F1.T2', 'f1.t2', 'F1.T1']
  const sorted = (down: boolean) => {
    const ranks = ranked(texts, down)
    return texts.map((_, rank) => texts[ranks.indexOf(rank)])
  }
  expect(sorted(false)).toEqual(['F1.T1', 'F1.T2', 'f1.t2', 'F1.T10', ''])
  expect(sorted(true)).toEqual(['F1.T10', 'F1.T2', 'f1.t2', 'F1.T1', ''])
})

it('tells the different texts of a column', () => {
  expect(choicesIn(['b', '', 'a10', 'a2', 'b'])).toEqual(['a2', 'a10', 'b', ''])
})

it('takes widths that were kept, and no others', () => {
  expect(widthsOf('{"id": 5, "unit": 120.4, "type": "x"}')).toEqual({ id: 40, unit: 120 })
  expect([widthsOf('{'), widthsOf(null), widthsOf('3')]).toEqual([{}, {}, {}])
})
