import { expect, it } from 'vitest'
import { countdown, grouped } from './countdown'

it.each([
  [600_000, '10:00'],
  [599_001, '10:00'],
  [61_000, '1:01'],
  [500, '0:01'],
  [0, '0:00'],
  [-5000, '0:00'],
])('with %i ms left it says %s', (left, said) => {
  expect(countdown(1_000_000 + left, 1_000_000)).toBe(said)
})

it('a code is read out in groups of four', () => {
  expect(grouped('ABCD2345')).toBe('ABCD-2345')
  expect(grouped('')).toBe('')
})
