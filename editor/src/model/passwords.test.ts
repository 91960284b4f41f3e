import { expect, it } from 'vitest'
import { newPassword } from './passwords'

it('a password that is made has four groups of four, and is another each time', () => {
  const made = new Set(Array.from({ length: 50 }, () => newPassword()))
  expect(made.size).toBe(50)
  for (const one of made) expect(one).toMatch(/^([a-hj-km-np-z2-9]{4}-){3}[a-hj-km-np-z2-9]{4}$/)
})

it('random bytes that would make some letters likelier are left out', () => {
  let first = true
  const random = (bytes: Uint8Array) => {
    bytes.fill(first ? 255 : 0)
    first = false
    return bytes
  }
  expect(newPassword(random)).toBe('aaaa-aaaa-aaaa-aaaa')
})
