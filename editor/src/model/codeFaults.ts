import type { Fault } from './types'

/** A fault at a place of a text, as an editor of code marks it. */
export interface CodeFault {
  from: number
  to: number
  severity: 'error' | 'warning'
  message: string
}

/** The faults at their lines; those without a line are shown below the field. From its column to the end of the line, at least a character. */
export function diagnosticsOf(text: string, faults: readonly Fault[]): CodeFault[] {
  const lines = text.split('\n')
  const starts = lines.reduce<number[]>((all, line) => [...all, (all.at(-1) ?? 0) + line.length + 1], [0])
  return faults.flatMap(({ row, column, severity, message, hint }) => {
    if (row === undefined || row === null) return []
    const index = Math.min(Math.max(row, 1), lines.length) - 1
    const [start, length] = [starts[index] ?? 0, lines[index]?.length ?? 0]
    const from = start + Math.min(Math.max((column ?? 1) - 1, 0), Math.max(length - 1, 0))
    return [{ from, to: Math.max(start + length, from), severity, message: hint ? `${message} (${hint})` : message }]
  })
}
