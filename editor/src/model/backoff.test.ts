import { describe, expect, it } from 'vitest'
import { backoff } from './backoff'

describe('trying again', () => {
  it('waits longer each time, up to fifteen seconds', () => {
    const waits = [0, 1, 2, 3, 4, 5, 50].map((attempt) => backoff(attempt, 1))
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000])
    expect(backoff(5, 0)).toBe(7500)
  })
})
