import { areaOf, type Area, type Filled, type Selection, type Size } from './grid'

/** What an act puts into the cells, and into rows that must be made below the last one. */
export interface Put {
  cells: Filled[]
  /** New rows by their columns. */
  more: Map<number, string>[]
  selection: Selection
}

/** The cells of an area as rows of texts, for the clipboard. */
export function copied(area: Area, text: (row: number, column: number) => string): string[][] {
  return range(area.top, area.bottom).map((row) => range(area.left, area.right).map((column) => text(row, column)))
}

/**
 * A copied table put at the selection, as Excel does it: it is repeated where the selection is a multiple of it, and
 * goes beyond the selection where it is larger. Rows below the last one are new; columns right of the last one are lost.
 */
export function pasted(selection: Selection, table: readonly (readonly string[])[], size: Size): Put {
  const area = areaOf(selection)
  const high = table.length
  const wide = Math.max(0, ...table.map((row) => row.length))
  if (high === 0 || wide === 0) return { cells: [], more: [], selection }
  const rows = repeated(area.bottom - area.top + 1, high)
  const columns = Math.min(repeated(area.right - area.left + 1, wide), size.columns - area.left)
  const cells: Filled[] = []
  const more: Map<number, string>[] = []
  for (const down of range(0, rows - 1)) {
    const line = range(0, columns - 1).map((across) => [area.left + across, table[down % high]?.[across % wide] ?? ''] as const)
    const row = area.top + down
    if (row < size.rows) cells.push(...line.map(([column, text]) => ({ row, column, text })))
    else more.push(new Map(line))
  }
  const anchor = { row: area.top, column: area.left }
  return { cells, more, selection: { anchor, focus: { row: area.top + rows - 1, column: area.left + columns - 1 } } }
}

function repeated(selected: number, given: number): number {
  return selected > given && selected % given === 0 ? selected : given
}

/** Each cell of the selection gets the text of the first row; of a single row that of the row above. */
export function filledDown(selection: Selection, text: (row: number, column: number) => string): Filled[] {
  const { top, left, bottom, right } = areaOf(selection)
  const from = top === bottom ? top - 1 : top
  if (from < 0) return []
  return range(from + 1, bottom).flatMap((row) => range(left, right).map((column) => ({ row, column, text: text(from, column) })))
}

/**
 * The selection goes on as its first row, or its first two, begin: the last number in the text counts up (`40001`,
 * `F1.Z1.PV`), by the difference of the two. A text without a number is repeated.
 */
export function filledSeries(selection: Selection, text: (row: number, column: number) => string): Filled[] {
  const { top, left, bottom, right } = areaOf(selection)
  return range(left, right).flatMap((column) => {
    const first = numbered(text(top, column))
    const second = bottom > top + 1 ? numbered(text(top + 1, column)) : null
    const together = first && second && second.before === first.before && second.after === first.after
    const step = together ? second.value - first.value : 1
    const start = together ? top + 2 : top + 1
    return range(start, bottom).map((row) => ({
      row,
      column,
      text: first ? shown(first, first.value + step * (row - top)) : text(top, column),
    }))
  })
}

interface Numbered {
  before: string
  value: number
  digits: number
  after: string
}

function numbered(text: string): Numbered | null {
  const [, before = '', figures = '', after = ''] = /^(.*?)(\d+)(\D*)$/s.exec(text) ?? []
  if (!figures || !Number.isSafeInteger(Number(figures))) return null
  return { before, value: Number(figures), digits: figures.length, after }
}

function shown({ before, digits, after }: Numbered, value: number): string {
  return before + String(Math.max(0, value)).padStart(digits, '0') + after
}

export function emptied(selection: Selection): Filled[] {
  const { top, left, bottom, right } = areaOf(selection)
  return range(top, bottom).flatMap((row) => range(left, right).map((column) => ({ row, column, text: '' })))
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}
