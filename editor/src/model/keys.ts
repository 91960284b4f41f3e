/** Such as `Mod+Shift+K` for what was pressed; letters as they are on the key, whatever the input method. */
export function keysOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>, mac: boolean): string {
  const mod = mac ? event.metaKey : event.ctrlKey
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1] ?? /^Digit(\d)$/.exec(event.code)?.[1]
  const shiftOf = letter !== undefined || event.key.length > 1
  const key = mod || event.altKey || shiftOf ? (letter ?? event.key) : event.key
  return [mod && 'Mod', event.altKey && 'Alt', event.shiftKey && shiftOf && 'Shift', key].filter(Boolean).join('+')
}

const MAC: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Delete: '⌦', Backspace: '⌫', Escape: 'esc' }
const OTHERS: Record<string, string> = { Mod: 'Ctrl', Delete: 'Del', Escape: 'Esc' }
const ARROWS: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' }

/** Keys such as `Mod+Shift+Z` as they are printed on the keyboard. */
export function shownKeys(keys: string, mac: boolean): string {
  const names = keys === '+' ? ['+'] : keys.split('+')
  return names.map((name) => ARROWS[name] ?? (mac ? MAC : OTHERS)[name] ?? name).join(mac ? '' : '+')
}
