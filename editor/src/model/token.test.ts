import { describe, expect, it } from 'vitest'
import { eventProtocols, pastedToken, takeToken } from './token'

describe('the start token', () => {
  it('is taken from a login link and leaves the address clean', () => {
    expect(takeToken('#token=a-b_c')).toEqual({ token: 'a-b_c', hash: '' })
  })

  it('leaves every other fragment alone', () => {
    expect(takeToken('#/flows/press')).toEqual({ token: null, hash: '#/flows/press' })
    expect(takeToken('#token=')).toEqual({ token: null, hash: '#token=' })
    expect(takeToken('')).toEqual({ token: null, hash: '' })
  })

  it('may be pasted alone or as the whole link', () => {
    expect(pastedToken('  abc\n')).toBe('abc')
    expect(pastedToken('http://127.0.0.1:8480/#token=abc')).toBe('abc')
  })

  it('travels to the WebSocket as a sub-protocol', () => {
    expect(eventProtocols('abc')).toEqual(['sinterflow', 'bearer.abc'])
    expect(eventProtocols(null)).toEqual(['sinterflow'])
  })
})
