import { expect, it } from 'vitest'
import { bytes } from './bytes'

it.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1536, '1.5 KiB'],
  [268_435_456, '256 MiB'],
  [5e12, '4.5 TiB'],
])('%i bytes are %s', (size, said) => expect(bytes(size, 'en')).toBe(said))
