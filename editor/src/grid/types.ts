import type { ReactNode } from 'react'

/** A column of the grid. Cells are texts for typing, copying and pasting; `show` may draw something else. */
export interface GridColumn<R> {
  id: string
  title: string
  /** In pixels. */
  width: number
  /** Numbers stand at the right. */
  kind?: 'text' | 'number' | undefined
  text: (row: R) => string
  show?: ((row: R) => ReactNode) | undefined
  /** What may be chosen while typing; any other text can be typed, too. */
  choices?: ((row: R) => readonly string[]) | undefined
  /** What is wrong with a text, said while it is typed. */
  check?: ((text: string, row: R) => string | null) | undefined
  readOnly?: boolean | ((row: R) => boolean) | undefined
  /** It changes by itself: rows are neither sorted nor filtered by it. */
  live?: boolean | undefined
  /** Shown beside the others and no part of what is copied and pasted: a live value, say. */
  aside?: boolean | undefined
}

/** One act of a person: cells that change, and new rows below the last one; it is to be undone as a whole. */
export interface GridEdit {
  act: 'type' | 'paste' | 'fill' | 'clear'
  cells: { row: string; column: string; text: string }[]
  more: Record<string, string>[]
}

export interface GridFault {
  severity: 'error' | 'warning'
  message: string
}

export interface GridOptions<R> {
  /** Under which the widths of its columns are kept in the browser. */
  name: string
  columns: readonly GridColumn<R>[]
  rows: readonly R[]
  rowKey: (row: R) => string
  /** A row that always stands below the others, whatever they are sorted and filtered by. */
  isLast?: (row: R) => boolean
  /** Null: the grid can only be read and copied from. */
  onEdit: ((edit: GridEdit) => void) | null
  /** Whether what is pasted below the last row makes new ones. */
  grows?: boolean
  /** What a pasted table means, such as one with a header: a table in the order of the columns, from the first one on. */
  understood?: (table: string[][]) => string[][] | null
  undo?: () => void
  redo?: () => void
}
