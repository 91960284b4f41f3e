import { describe, expect, it } from 'vitest'
import { same } from './same'

describe('two JSON values', () => {
  it('are the same whatever the order of their keys', () => {
    expect(same({ a: 1, b: [1n] }, { b: [1n], a: 1 })).toBe(true)
    expect(same({ a: undefined }, {})).toBe(true)
    expect(same({ a: undefined }, { b: 1 })).toBe(false)
  })

  it('differ where a list is no object, and nothing is no value', () => {
    expect(same([1], { 0: 1 })).toBe(false)
    expect(same({ a: null }, {})).toBe(false)
    expect(same([1, 2], [1])).toBe(false)
  })
})
