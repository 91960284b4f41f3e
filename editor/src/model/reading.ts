import { shortened } from './text'
import { preview } from './value'

export type Quality = 'good' | 'uncertain' | 'bad'

/** A message's value as a gauge would show it. `time` is in milliseconds since 1970. */
export interface Reading {
  text: string
  unit: string | null
  /** The point of the tag list that was measured. */
  tag: string | null
  quality: Quality | null
  reason: string | null
  time: number | null
  simulated: boolean
}

/** One point of a message that carries several. */
export interface Part extends Reading {
  name: string
}

/** What leaves a node, read as a measurement; anything may come along a wire. An object has no unit. */
export function reading(message: unknown): Reading {
  if (!isRecord(message)) return { ...measured({}), text: preview(message) }
  const { payload } = message
  const whole = measured(message)
  return { ...whole, unit: typeof payload === 'object' ? null : whole.unit, text: preview(payload) }
}

/** The value of a message in a few characters: a text, which may be an id, is shortened in the middle, anything else at its end. */
export function brief(message: unknown, length: number): string {
  const value = isRecord(message) ? message['payload'] : message
  return typeof value === 'string' ? shortened(preview(value), length) : preview(value, length)
}

/** The points of a polled group, from `values` {name: {value, quality, …}}. */
export function parts(message: unknown): Part[] {
  const values = isRecord(message) ? message['values'] : undefined
  if (!isRecord(values)) return []
  return Object.entries(values).flatMap(([name, point]) =>
    isRecord(point) && 'value' in point ? [{ name, ...measured(point), text: preview(point['value']) }] : [],
  )
}

function measured(fields: Record<string, unknown>): Omit<Reading, 'text'> {
  const quality = fields['quality']
  return {
    unit: stringOf(fields['unit']),
    tag: stringOf(fields['tag']),
    quality: quality === 'good' || quality === 'uncertain' || quality === 'bad' ? quality : null,
    reason: stringOf(fields['reason']),
    time: instant(fields['time']),
    simulated: fields['simulated'] === true,
  }
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Milliseconds since 1970 of a date-time as the encoding or RFC 3339 writes it; null for anything else. */
export function instant(value: unknown): number | null {
  const text = isRecord(value) ? value['$time'] : value
  if (typeof text !== 'string') return null
  const time = Date.parse(text)
  return Number.isNaN(time) ? null : time
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
