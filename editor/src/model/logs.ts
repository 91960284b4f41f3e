import { isRecord } from './reading'
import { preview } from './value'

export const LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const
export type Level = (typeof LEVELS)[number]

/** One line of the log, with all that it says. */
export type LogLine = Record<string, unknown>

export interface LogSought {
  level: Level
  flow: string
  node: string
  text: string
}

/** Whether a line that has just come is looked for, as `GET /logs` decides. */
export function fits(line: LogLine, { level, flow, node, text }: LogSought): boolean {
  const own = LEVELS.indexOf(line['level'] as Level)
  return (
    own >= LEVELS.indexOf(level) &&
    (!flow || line['flow'] === flow) &&
    (!node || line['node'] === node) &&
    (!text || JSON.stringify(line).includes(text))
  )
}

/** The query of `GET /logs`. */
export function logQuery(sought: LogSought, limit: number): string {
  const given = Object.entries({ ...sought, limit: String(limit) }).filter(([, value]) => value)
  return new URLSearchParams(given).toString()
}

const SHOWN = new Set(['event', 'level', 'timestamp', 'logger', 'flow', 'node', 'exception'])

/** What a line says beside its event, as `name=value`. */
export function extras(line: LogLine): string {
  return Object.entries(line)
    .filter(([key]) => !SHOWN.has(key))
    .map(([key, value]) => `${key}=${preview(value, 200)}`)
    .join(' ')
}

export function field(line: LogLine, name: string): string {
  const value = line[name]
  return typeof value === 'string' ? value : isRecord(value) ? preview(value) : ''
}
