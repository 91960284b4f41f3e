import { useEffect, useRef } from 'react'
import { isScan, LONGEST_GAP, noScan, rested, stroke, type Scanning } from '../model/scan'

/**
 * Tells what a keyboard wedge reads, wherever the focus is. The keys are caught before anything on the page has them,
 * so an Enter presses no button; what a field took of the scan until it was known as one is taken out again.
 */
export function useScan(tell: (scan: string) => void): void {
  const current = useRef(tell)
  useEffect(() => {
    current.current = tell
  })
  useEffect(() => listen((scan) => current.current(scan)), [])
}

function listen(tell: (scan: string) => void): () => void {
  let state: Scanning = noScan
  let before: Field | null = null
  let timer = 0
  const over = (scan: string | null) => {
    state = noScan
    if (scan === null) return
    if (before) put(before)
    tell(scan)
  }
  const pressed = (event: KeyboardEvent) => {
    const { code, shiftKey: shift, ctrlKey: ctrl, altKey: alt, timeStamp: at } = event
    if (event.repeat) return
    const last = state.text
    const after = stroke(state, { code, shift, ctrl, alt, caps: event.getModifierState('CapsLock'), up: event.type === 'keyup', at })
    if (last === '' || !after.state.text.startsWith(last)) before = fieldOf(event.target)
    state = after.state
    if (after.scan !== null || isScan(state)) {
      event.preventDefault()
      event.stopPropagation()
    }
    clearTimeout(timer)
    if (after.scan !== null) over(after.scan)
    else if (state.text) timer = window.setTimeout(() => over(rested(state)), 2 * LONGEST_GAP)
  }
  for (const name of ['keydown', 'keyup'] as const) document.addEventListener(name, pressed, true)
  return () => {
    clearTimeout(timer)
    for (const name of ['keydown', 'keyup'] as const) document.removeEventListener(name, pressed, true)
  }
}

interface Field {
  input: HTMLInputElement
  value: string
}

function fieldOf(target: EventTarget | null): Field | null {
  return target instanceof HTMLInputElement ? { input: target, value: target.value } : null
}

/** React hears of a value only through the setter of the element's own class. */
function put({ input, value }: Field): void {
  if (input.value === value) return
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, value)
  input.dispatchEvent(new Event('input', { bubbles: true }))
}
