import { expect, it } from 'vitest'
import { choicesIn, passes, ranked, widthsOf, withFilter } from './gridView'

it('sorts numbers in texts by their size, what is empty last, and keeps the order of what is the same', () => {
  const texts = ['F1.T10', '', 'F1.T2', 'f1.t2', 'F1.T1']
  const sorted = (down: boolean) => {
    const ranks = ranked(texts, down)
    return texts.map((_, rank) => texts[ranks.indexOf(rank)])
  }
  expect(sorted(false)).toEqual(['F1.T1', 'F1.T2', 'f1.t2', 'F1.T10', ''])
  expect(sorted(true)).toEqual(['F1.T10', 'F1.T2', 'f1.t2', 'F1.T1', ''])
})

it('lets those rows through that have one of the chosen texts in each column', () => {
  const filters = withFilter(withFilter({}, 'unit', ['°C', '']), 'type', ['int16'])
  const row = (unit: string, type: string) => (column: string) => ({ unit, type })[column] ?? ''
  expect([passes(filters, row('°C', 'int16')), passes(filters, row('', 'int16')), passes(filters, row('bar', 'int16')), passes(filters, row('°C', 'bool'))]).toEqual([true, true, false, false])
  expect(withFilter(filters, 'unit', [])).toEqual({ type: ['int16'] })
  expect(choicesIn(['b', '', 'a10', 'a2', 'b'])).toEqual(['a2', 'a10', 'b', ''])
})

it('takes widths that were kept, and no others', () => {
  expect(widthsOf('{"id": 5, "unit": 120.4, "type": "x"}')).toEqual({ id: 40, unit: 120 })
  expect([widthsOf('{'), widthsOf(null), widthsOf('3')]).toEqual([{}, {}, {}])
})
