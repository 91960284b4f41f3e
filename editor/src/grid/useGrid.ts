import { useCallback, useMemo, useState } from 'react'
import { areaOf, FIRST, kept, type Area, type Cell, type Filled, type Selection, type Size } from '../model/grid'
import { readDelimited, writeDelimited } from '../model/delimited'
import { copied, emptied, filledDown, filledSeries, pasted, type Put } from '../model/gridEdit'
import type { GridColumn, GridEdit, GridOptions } from './types'
import { useGridView, type GridView } from './useGridView'

/** How a cell is edited: `over` began by typing and arrows end it; `inside` began by F2 and arrows move in the text. */
export interface Editing {
  text: string
  way: 'over' | 'inside'
}

/** A grid's selection, and what can be done with it from keys, menus and buttons alike. */
export interface GridState<R> extends GridOptions<R> {
  view: GridView<R>
  selection: Selection
  area: Area
  size: Size
  /** The selected rows by their keys. */
  selected: string[]
  /** Goes elsewhere; what is being typed is kept. */
  select: (selection: Selection) => void
  editing: Editing | null
  edit: (editing: Editing) => void
  endEdit: (keep: boolean) => void
  text: (row: number, column: number) => string
  copy: () => string
  paste: (text: string) => void
  clear: () => void
  fillDown: () => void
  fillSeries: () => void
}

export function mayEdit<R>(column: GridColumn<R> | undefined, row: R | undefined): boolean {
  if (!column || row === undefined) return false
  return typeof column.readOnly === 'function' ? !column.readOnly(row) : column.readOnly !== true
}

export function useGrid<R>(options: GridOptions<R>): GridState<R> {
  const { rowKey, onEdit, grows } = options
  const view = useGridView(options)
  const { columns, rows } = view
  const [chosen, choose] = useState<Selection>(FIRST)
  const [editing, edit] = useState<Editing | null>(null)
  const size = useMemo(() => ({ rows: rows.length, columns: columns.length }), [rows.length, columns.length])
  const selection = useMemo(() => kept(chosen, size), [chosen, size])
  const area = areaOf(selection)
  const text = useCallback(
    (row: number, column: number) => {
      const of = rows[row]
      return of === undefined ? '' : (columns[column]?.text(of) ?? '')
    },
    [rows, columns],
  )
  const change = (act: GridEdit['act'], filled: Filled[], more: Map<number, string>[] = []) => {
    const cells = filled.flatMap(({ row, column, text: made }) => {
      const of = rows[row]
      const at = columns[column]
      const differs = of !== undefined && at && mayEdit(at, of) && at.text(of) !== made
      return differs ? [{ row: rowKey(of), column: at.id, text: made }] : []
    })
    const fresh = grows ? more.map((row) => record(row, columns)) : []
    if (!onEdit || (cells.length === 0 && fresh.length === 0)) return
    onEdit({ act, cells, more: fresh })
    view.touch(cells.map(({ row }) => row))
  }
  const endEdit = (keep: boolean) => {
    if (editing && keep) change('type', [{ ...selection.focus, text: editing.text }])
    edit(null)
  }
  const select = (next: Selection) => {
    endEdit(true)
    choose(next)
  }
  return {
    ...options,
    view,
    columns,
    rows,
    selection,
    area,
    size,
    selected: rows.slice(area.top, area.bottom + 1).map(rowKey),
    select,
    editing,
    edit,
    endEdit,
    text,
    copy: () => writeDelimited(taken(area, columns, text), '\t'),
    paste: (given) => {
      const { put, selection: next } = placed(given, selection, { ...options, columns, rows })
      change('paste', put.cells, put.more)
      select(next)
    },
    clear: () => change('clear', emptied(selection)),
    fillDown: () => change('fill', filledDown(selection, text)),
    fillSeries: () => change('fill', filledSeries(selection, text)),
  }
}

/** The cells of an area without those that only stand beside; a live value alone can be copied. */
function taken<R>(area: Area, columns: readonly GridColumn<R>[], text: GridState<R>['text']): string[][] {
  const rows = copied(area, text)
  const wanted = rows[0]?.map((_, index) => columns[area.left + index]?.aside !== true) ?? []
  return wanted.some(Boolean) ? rows.map((row) => row.filter((_, index) => wanted[index])) : rows
}

/** Where a pasted text goes: from the selected cell on, passing over columns that only stand beside. */
function placed<R>(given: string, selection: Selection, { columns, rows, understood }: GridOptions<R>): { put: Put; selection: Selection } {
  const own = columns.flatMap(({ aside }, index) => (aside ? [] : [index]))
  const table = readDelimited(given, '\t')
  const whole = understood?.(table) ?? null
  const { top, left, bottom, right } = areaOf(selection)
  const first = whole ? 0 : own.findIndex((index) => index >= left)
  const last = whole ? 0 : Math.max(first, own.findLastIndex((index) => index <= right))
  if (first < 0) return { put: { cells: [], more: [], selection }, selection }
  const inner = { anchor: { row: top, column: first }, focus: { row: whole ? top : bottom, column: last } }
  const put = pasted(inner, whole ?? table, { rows: rows.length, columns: own.length })
  const out = (cell: Cell): Cell => ({ ...cell, column: own[cell.column] ?? 0 })
  const more = put.more.map((row) => new Map([...row].map(([column, text]) => [own[column] ?? 0, text])))
  return {
    put: { ...put, cells: put.cells.map((cell) => ({ ...cell, ...out(cell) })), more },
    selection: { anchor: out(put.selection.anchor), focus: out(put.selection.focus) },
  }
}

function record<R>(row: Map<number, string>, columns: readonly GridColumn<R>[]): Record<string, string> {
  return Object.fromEntries(
    [...row].flatMap(([column, text]) => {
      const at = columns[column]
      return at && at.readOnly !== true ? [[at.id, text]] : []
    }),
  )
}
