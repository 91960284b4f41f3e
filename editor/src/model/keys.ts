/** Such as `Mod+Shift+K` for what was pressed; letters as they are on the key, whatever the input method. */
export function keysOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>, mac: boolean): string {
  const mod = mac ? event.metaKey : event.ctrlKey
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1] ?? /^Digit(\d)$/.exec(event.code)?.[1]
  const shiftOf = letter !== undefined || event.key.length > 1
  const key = mod || event.altKey || shiftOf ? (letter ?? event.key) : event.key
  return [mod && 'Mod', event.altKey && 'Alt', event.shiftKey && shiftOf && 'Shift', key].filter(Boolean).join('+')
}
