import { describe, expect, it } from 'vitest'
import { conditionOf, passing, withFilter } from './gridFilter'

const CELLS = ['-5', '0', '9.5', '10', '10.0', '20', '1e3', '', 'bar', 'Bar 10', 'ü']

/** The cells that a condition lets through; null: it is not finished. */
const through = (condition: string) => {
  const fits = conditionOf(condition)
  return fits && CELLS.filter(fits)
}

describe('a condition', () => {
  it.each([
    ['>10', ['20', '1e3']],
    ['>= 10', ['10', '10.0', '20', '1e3']],
    ['<0', ['-5']],
    ['<=9.5', ['-5', '0', '9.5']],
    ['=10', ['10', '10.0']],
    ['= BAR', ['bar']],
    ['=', ['']],
    ['!=10', ['-5', '0', '9.5', '20', '1e3', '', 'bar', 'Bar 10', 'ü']],
    ['!=', ['-5', '0', '9.5', '10', '10.0', '20', '1e3', 'bar', 'Bar 10', 'ü']],
    ['10..20', ['10', '10.0', '20']],
    ['-5 .. 0', ['-5', '0']],
    ['..0', ['-5', '0']],
    ['20..', ['20', '1e3']],
    ['20..10', ['10', '10.0', '20']],
  ])('%s compares numbers by their size', (condition, cells) => {
    expect(through(condition)).toEqual(cells)
  })

  it.each([
    ['≥10', '>=10'],
    ['≤10', '<=10'],
    ['≠10', '!=10'],
    ['<>10', '!=10'],
    ['＞１０', '>10'],
    ['＝10', '=10'],
    ['10。。20', '10..20'],
  ])('%s is read like %s', (typed, meant) => {
    expect(through(typed)).toEqual(through(meant))
  })

  it('without a sign is looked for in the text', () => {
    expect(through('BAR')).toEqual(['bar', 'Bar 10'])
    expect(through('10')).toEqual(['10', '10.0', 'Bar 10'])
    expect(through(' ')).toEqual(CELLS)
    expect(through('..')).toEqual([])
  })

  it('that lacks its number is not finished, and lets all through till then', () => {
    expect([through('>'), through('>=x')]).toEqual([null, null])
    expect(passing({ a: { values: [], condition: '>' } })(() => '1')).toBe(true)
  })
})

it('lets those rows through that have one of the chosen texts and fit the condition in each column', () => {
  const filters = withFilter(withFilter(withFilter({}, 'unit', { values: ['°C', ''] }), 'type', { values: ['int16'] }), 'scale', { condition: '>0.5' })
  const fits = passing(filters)
  const row = (unit: string, type: string, scale = '1') => fits((column) => ({ unit, type, scale })[column] ?? '')
  expect([row('°C', 'int16'), row('', 'int16'), row('bar', 'int16'), row('°C', 'bool'), row('', 'int16', '0.1')]).toEqual([true, true, false, false, false])
  expect(Object.keys(withFilter(withFilter(filters, 'unit', { values: [] }), 'scale', { condition: ' ' }))).toEqual(['type'])
})
