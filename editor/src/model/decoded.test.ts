import { expect, it } from 'vitest'
import { decoded } from './decoded'

const TEXT = '一区,°C'

/** The text in UTF-16, with its byte order mark. */
function utf16(little: boolean): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(2 * (TEXT.length + 1)))
  ;[0xfeff, ...TEXT.split('').map((each) => each.charCodeAt(0))].forEach((unit, index) => view.setUint16(2 * index, unit, little))
  return view.buffer
}

it.each([
  ['UTF-8', new TextEncoder().encode(TEXT).buffer],
  ['UTF-8 with its mark', new TextEncoder().encode('\uFEFF' + TEXT).buffer],
  ['GB18030', new Uint8Array([0xd2, 0xbb, 0xc7, 0xf8, 0x2c, 0xa1, 0xe6]).buffer],
])('reads %s', (name, bytes) => {
  expect(decoded(bytes)).toBe(name === 'GB18030' ? '一区,℃' : TEXT)
})

it('reads UTF-16 of both byte orders', () => {
  expect([decoded(utf16(true)), decoded(utf16(false))]).toEqual([TEXT, TEXT])
})
