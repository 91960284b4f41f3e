import { describe, expect, it } from 'vitest'
import { flowOfHash, hashOfFlow } from './route'

describe('addresses', () => {
  it('name a flow and come back', () => {
    expect(flowOfHash(hashOfFlow('press-line.1'))).toBe('press-line.1')
    expect(flowOfHash('#/flows/a%2Fb')).toBe('a/b')
    expect([hashOfFlow(null), '', '#/flows/', '#/flows/%', '#/other'].map(flowOfHash)).toEqual([null, null, null, null, null])
  })
})
