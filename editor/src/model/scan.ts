/** What was pressed or let go, as far as a scan needs it. `at`: milliseconds. */
export interface Stroke {
  code: string
  shift: boolean
  ctrl: boolean
  alt: boolean
  caps: boolean
  up: boolean
  at: number
}

/** What has come of a scan so far. `alt`: the digits of an Alt code, such as 029. */
export interface Scanning {
  text: string
  alt: string
  last: number
}

export const noScan: Scanning = { text: '', alt: '', last: -Infinity }

/** A reader sends its keys a few milliseconds apart; nobody types like that. */
export const LONGEST_GAP = 60
/** Shorter than this is no badge and no label; the runtime says the same. */
export const SHORTEST = 4
/** GS1's field separator, which a wedge sends as Ctrl+] or as Alt+029. */
export const GS = '\u001d'

/**
 * Where a scan stands after one more stroke, by the physical keys: so it does not matter which input method is on, nor
 * which field has the focus. `scan` is what was read when this stroke ended it; readers that end with nothing are
 * ended by `rested`.
 */
export function stroke(before: Scanning, key: Stroke): { state: Scanning; scan: string | null } {
  const going = key.at - before.last <= LONGEST_GAP
  const { text, alt } = going ? before : noScan
  const state = { text, alt, last: key.at }
  if (key.up) return { state: key.code.startsWith('Alt') ? { ...state, text: text + altCode(alt), alt: '' } : state, scan: null }
  if (ENDS.has(key.code)) return { state: noScan, scan: rested(state) }
  const digit = /^Numpad(\d)$/.exec(key.code)?.[1]
  if (key.alt && digit !== undefined) return { state: { ...state, alt: alt + digit }, scan: null }
  const char = charOf(key)
  if (char === null) return { state: noScan, scan: null }
  return { state: { ...state, text: text + char }, scan: null }
}

/** What was read when nothing more came; null when it was no reader. */
export function rested({ text }: Scanning): string | null {
  return text.length >= SHORTEST ? text : null
}

/** Whether it is a reader by now, whose keys are for nobody else. */
export function isScan({ text }: Scanning): boolean {
  return text.length >= SHORTEST
}

const ENDS = new Set(['Enter', 'NumpadEnter', 'Tab'])
const MODIFIERS = new Set(['ShiftLeft', 'ShiftRight', 'ControlLeft', 'ControlRight', 'AltLeft', 'AltRight', 'CapsLock'])

/** The character of a key on an American keyboard, as readers are set when they leave the factory; null: none. */
function charOf({ code, shift, ctrl, alt, caps }: Stroke): string | null {
  if (MODIFIERS.has(code)) return ''
  if (ctrl) return code === 'BracketRight' ? GS : null
  if (alt) return null
  const letter = /^Key([A-Z])$/.exec(code)?.[1]
  if (letter !== undefined) return shift === caps ? letter.toLowerCase() : letter
  const digit = /^Numpad(\d)$/.exec(code)?.[1]
  return digit ?? (KEYS[code]?.[shift ? 1 : 0] || null)
}

const KEYS: Record<string, string> = {
  Digit1: '1!', Digit2: '2@', Digit3: '3#', Digit4: '4$', Digit5: '5%', Digit6: '6^', Digit7: '7&', Digit8: '8*', Digit9: '9(', Digit0: '0)',
  Minus: '-_', Equal: '=+', BracketLeft: '[{', BracketRight: ']}', Backslash: '\\|', Semicolon: ';:', Quote: '\'"', Comma: ',<', Period: '.>',
  Slash: '/?', Backquote: '`~', Space: '  ', NumpadAdd: '++', NumpadSubtract: '--', NumpadMultiply: '**', NumpadDivide: '//', NumpadDecimal: '..',
}

function altCode(digits: string): string {
  const code = Number(digits)
  return digits && code < 256 ? String.fromCharCode(code) : ''
}
