import { expect, it } from 'vitest'
import { agreed, spread } from './several'

it('shows what several nodes have alike, and changes only that', () => {
  const configs = [{ a: 1, b: [1], c: 3 }, { a: 2, b: [1] }]
  const before = agreed(configs)
  expect(before).toEqual({ b: [1] })
  expect(configs.map((config) => spread(config, before, { b: [2] }))).toEqual([{ a: 1, b: [2], c: 3 }, { a: 2, b: [2] }])
  expect(configs.map((config) => spread(config, before, {}))).toEqual([{ a: 1, c: 3 }, { a: 2 }])
})
