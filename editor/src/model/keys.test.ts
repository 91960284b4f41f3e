import { expect, it } from 'vitest'
import { keysOf, shownKeys } from './keys'

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }

it.each([
  [{ ...none, key: 'z', code: 'KeyZ', ctrlKey: true }, false, 'Mod+Z'],
  [{ ...none, key: 'Z', code: 'KeyZ', metaKey: true, shiftKey: true }, true, 'Mod+Shift+Z'],
  [{ ...none, key: 'Process', code: 'KeyA', ctrlKey: true }, false, 'Mod+A'],
  [{ ...none, key: 'Delete', code: 'Delete' }, false, 'Delete'],
  [{ ...none, key: '/', code: 'Slash' }, false, '/'],
  [{ ...none, key: '?', code: 'Slash', shiftKey: true }, false, '?'],
  [{ ...none, key: 'ArrowUp', code: 'ArrowUp', shiftKey: true }, false, 'Shift+ArrowUp'],
  [{ ...none, key: 'a', code: 'KeyA' }, false, 'A'],
])('%j is named', (event, mac, name) => {
  expect(keysOf(event, mac)).toBe(name)
})

it('shows keys as they are printed on the keyboard', () => {
  expect([shownKeys('Mod+Shift+Z', false), shownKeys('Mod+Shift+ArrowUp', true), shownKeys('+', false)]).toEqual(['Ctrl+Shift+Z', '⌘⇧↑', '+'])
})
