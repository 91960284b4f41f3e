/** An editable table like Excel's: what is selected, and which cells an act changes. All cells are texts. */

/** A cell by its place; both count from 0. */
export interface Cell {
  row: number
  column: number
}

/** From where to where is selected; the focus is the cell that is typed into. */
export interface Selection {
  anchor: Cell
  focus: Cell
}

/** Inclusive on all sides. */
export interface Area {
  top: number
  left: number
  bottom: number
  right: number
}

export interface Size {
  rows: number
  columns: number
}

/** One changed cell by place. */
export interface Filled extends Cell {
  text: string
}

export const FIRST: Selection = { anchor: { row: 0, column: 0 }, focus: { row: 0, column: 0 } }

export function at(cell: Cell): Selection {
  return { anchor: cell, focus: cell }
}

export function areaOf({ anchor, focus }: Selection): Area {
  return {
    top: Math.min(anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    bottom: Math.max(anchor.row, focus.row),
    right: Math.max(anchor.column, focus.column),
  }
}

export function isIn({ top, left, bottom, right }: Area, { row, column }: Cell): boolean {
  return row >= top && row <= bottom && column >= left && column <= right
}

export function clamped({ row, column }: Cell, { rows, columns }: Size): Cell {
  return { row: Math.max(0, Math.min(rows - 1, row)), column: Math.max(0, Math.min(columns - 1, column)) }
}

/** The selection when rows have gone. */
export function kept({ anchor, focus }: Selection, size: Size): Selection {
  return { anchor: clamped(anchor, size), focus: clamped(focus, size) }
}

/** Where a key leads, null when it is none that moves. `page` is the number of rows in sight. */
export function movedBy(key: string, selection: Selection, size: Size, page: number): Selection | null {
  const parts = key.split('+')
  const name = parts.at(-1) ?? ''
  const far = parts.includes('Mod')
  const extend = parts.includes('Shift')
  if (name === 'Tab') return at(stepped(selection.focus, extend ? -1 : 1, size))
  if (name === 'Enter' && !far) return at(clamped({ ...selection.focus, row: selection.focus.row + (extend ? -1 : 1) }, size))
  const to = target(name, far, selection.focus, size, page)
  if (!to) return null
  const focus = clamped(to, size)
  return extend ? { anchor: selection.anchor, focus } : at(focus)
}

function target(name: string, far: boolean, { row, column }: Cell, { rows, columns }: Size, page: number): Cell | null {
  switch (name) {
    case 'ArrowUp':
      return { row: far ? 0 : row - 1, column }
    case 'ArrowDown':
      return { row: far ? rows - 1 : row + 1, column }
    case 'ArrowLeft':
      return { row, column: far ? 0 : column - 1 }
    case 'ArrowRight':
      return { row, column: far ? columns - 1 : column + 1 }
    case 'Home':
      return { row: far ? 0 : row, column: 0 }
    case 'End':
      return { row: far ? rows - 1 : row, column: columns - 1 }
    case 'PageUp':
      return { row: row - page, column }
    case 'PageDown':
      return { row: row + page, column }
    default:
      return null
  }
}

/** The next cell in reading order; it stays at both ends. */
function stepped({ row, column }: Cell, step: number, size: Size): Cell {
  const next = row * size.columns + column + step
  if (next < 0 || next >= size.rows * size.columns) return { row, column }
  return { row: Math.floor(next / size.columns), column: next % size.columns }
}
