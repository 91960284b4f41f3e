import { expect, it } from 'vitest'
import { GS, isScan, noScan, rested, stroke, type Stroke } from './scan'

const key = (code: string, more: Partial<Stroke> = {}): Partial<Stroke> => ({ code, ...more })
const digits = (text: string) => Array.from(text).map((digit) => key(`Digit${digit}`))

/** What is read when these keys come `gap` milliseconds apart. */
function read(strokes: Partial<Stroke>[], gap = 8): { scans: string[]; left: string | null } {
  let state = noScan
  const scans: string[] = []
  strokes.forEach((one, place) => {
    const after = stroke(state, { code: '', shift: false, ctrl: false, alt: false, caps: false, up: false, ...one, at: 1000 + place * gap })
    state = after.state
    if (after.scan !== null) scans.push(after.scan)
  })
  return { scans, left: rested(state) }
}

it.each(['Enter', 'NumpadEnter', 'Tab'])('a badge that ends with %s is read', (end) => {
  expect(read([...digits('00412'), key('KeyA', { shift: true }), key(end)]).scans).toEqual(['00412A'])
})

it('a badge that ends with nothing is read when nothing more comes', () => {
  expect(read(digits('00412'))).toEqual({ scans: [], left: '00412' })
})

it('keys of somebody who types are no badge', () => {
  expect(read([...digits('00412'), key('Enter')], 120)).toEqual({ scans: [], left: null })
})

it('a short run of keys and a shortcut are no badge', () => {
  expect(read([...digits('12'), key('Enter')]).scans).toEqual([])
  expect(read([...digits('12345'), key('KeyS', { ctrl: true }), key('Enter')]).scans).toEqual([])
})

it('what was typed slowly before is not part of the badge', () => {
  const slow = stroke(noScan, { code: 'Digit9', shift: false, ctrl: false, alt: false, caps: false, up: false, at: 0 }).state
  const next = stroke(slow, { code: 'Digit1', shift: false, ctrl: false, alt: false, caps: false, up: false, at: 500 }).state
  expect(next.text).toBe('1')
})

it('letters are as the reader meant them, whatever Caps Lock and the input method do', () => {
  const keys = [key('ShiftLeft', { shift: true }), key('KeyB', { shift: true }), key('ShiftLeft', { up: true }), key('KeyC'), key('Minus'), key('Numpad7'), key('Slash', { shift: true })]
  expect(read([...keys, key('Enter')]).scans).toEqual(['Bc-7?'])
  expect(read([key('KeyA', { caps: true }), key('KeyB', { caps: true, shift: true }), ...digits('12'), key('Enter')]).scans).toEqual(['Ab12'])
})

it('a GS comes as Ctrl+] or as Alt+029', () => {
  const ctrl = [key('ControlLeft', { ctrl: true }), key('BracketRight', { ctrl: true }), key('ControlLeft', { up: true })]
  const alt = [key('AltLeft', { alt: true }), ...['0', '2', '9'].map((digit) => key(`Numpad${digit}`, { alt: true })), key('AltLeft', { up: true })]
  for (const gs of [ctrl, alt]) expect(read([...digits('10'), ...gs, ...digits('21'), key('Enter')]).scans).toEqual([`10${GS}21`])
})

it('the keys of a reader are for nobody else as soon as it is one', () => {
  expect(isScan({ ...noScan, text: '123' })).toBe(false)
  expect(isScan({ ...noScan, text: '1234' })).toBe(true)
})
