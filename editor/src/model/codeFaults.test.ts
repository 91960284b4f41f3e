import { expect, it } from 'vitest'
import { diagnosticsOf } from './codeFaults'

const fault = (row: number | null, column: number | null) => ({ code: 'x', severity: 'error' as const, message: 'wrong', row, column })
const marked = (text: string, row: number | null, column: number | null) => diagnosticsOf(text, [fault(row, column)]).map(({ from, to }) => text.slice(from, to))

it('marks a fault from its column to the end of its line', () => {
  expect(marked('a = 1\nb = (2\nreturn msg', 2, 5)).toEqual(['(2'])
  expect(marked('a = 1', 1, null)).toEqual(['a = 1'])
})

it('marks something of the nearest line when the place is beyond the text', () => {
  expect(marked('a = (\n', 7, 3)).toEqual([''])
  expect(marked('a = 1', 1, 99)).toEqual(['1'])
})

it('leaves out faults that have no line', () => {
  expect(marked('a', null, null)).toEqual([])
})
