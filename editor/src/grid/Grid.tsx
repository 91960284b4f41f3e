import { useEffect, useLayoutEffect, useRef, useState, type PointerEvent, type ReactNode } from 'react'
import { at, type Cell } from '../model/grid'
import { GridHead } from './GridHead'
import { GridInput } from './GridInput'
import { GridNarrowed } from './GridNarrowed'
import { GridRow } from './GridRow'
import type { GridFault } from './types'
import type { GridState } from './useGrid'

const ROW = 30
const HEAD = 32
const NUMBERS = 48
/** Rows beyond the edges that are drawn, so that fast scrolling shows no blanks. */
const SPARE = 8

interface GridProps<R> {
  grid: GridState<R>
  label: string
  /** What people call a row. */
  rowLabel: (row: R) => string
  fault?: (row: R, column: string) => GridFault | null
  /** A cell to go to; another object goes there once more. */
  reveal?: Cell | null
  empty?: ReactNode
  /** Told which rows are in sight, the last one not included. */
  onView?: (rows: { first: number; last: number }) => void
}

/** Thousands of rows that are edited like Excel; only those in sight are drawn. The first column stays in sight. */
export function Grid<R>({ grid, label, rowLabel, fault, reveal, empty, onView }: GridProps<R>) {
  const { columns, rows, rowKey, area, selection, select, size } = grid
  const scroller = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [view, setView] = useState({ top: 0, left: 0, height: 600 })
  const { row, column } = selection.focus
  const focused = rows[row]
  const go = useRef(select)
  useEffect(() => {
    go.current = select
  })
  useEffect(() => {
    if (!reveal) return
    go.current(at(reveal))
    input.current?.focus({ preventScroll: true })
  }, [reveal])
  useLayoutEffect(() => {
    if (scroller.current) bringIn(scroller.current, { row, column }, columns)
  }, [row, column, columns])
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = () => setView({ top: element.scrollTop, left: element.scrollLeft, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
    }
  }, [])
  const press = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || input.current?.parentElement?.contains(event.target as Node)) return
    const cell = cellAt(event.target)
    if (!cell) return
    if (cell.column < 0) select({ anchor: { row: cell.row, column: 0 }, focus: { row: cell.row, column: size.columns - 1 } })
    else select(event.shiftKey ? { anchor: selection.anchor, focus: cell } : at(cell))
    input.current?.focus({ preventScroll: true })
    event.preventDefault()
  }
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const cell = event.buttons === 1 && event.pointerType === 'mouse' ? cellAt(event.target) : null
    if (!cell || (cell.row === row && cell.column === column)) return
    select({ anchor: selection.anchor, focus: cell.column < 0 ? { row: cell.row, column: size.columns - 1 } : cell })
  }
  const first = Math.max(0, Math.floor(view.top / ROW) - SPARE)
  const last = Math.min(rows.length, Math.ceil((view.top + view.height) / ROW) + SPARE)
  useEffect(() => onView?.({ first, last }), [first, last, onView])
  const template = { '--sheet-columns': `${NUMBERS}px ${columns.map(({ width }) => `${width}px`).join(' ')}` } as object
  return (
    <>
      <GridNarrowed view={grid.view} />
      <div className="sheet" ref={scroller} style={template} onPointerDown={press} onPointerMove={drag}>
        <div role="grid" aria-label={label} aria-rowcount={rows.length + 1} aria-colcount={columns.length + 1} aria-multiselectable>
          <GridHead grid={grid} leave={() => input.current?.focus({ preventScroll: true })} />
          <div role="rowgroup" className="sheet-body" style={{ height: rows.length * ROW }}>
            {rows.slice(first, last).map((each, index) => {
              const inside = first + index >= area.top && first + index <= area.bottom
              return (
                <GridRow
                  key={rowKey(each)}
                  row={each}
                  index={first + index}
                  top={(first + index) * ROW}
                  columns={columns}
                  left={inside ? area.left : -1}
                  right={inside ? area.right : -1}
                  fault={fault}
                />
              )
            })}
          </div>
        </div>
        {rows.length === 0 && empty}
        <GridInput
          grid={grid}
          input={input}
          page={Math.max(1, Math.floor((view.height - HEAD) / ROW) - 1)}
          rowLabel={rowLabel}
          title={focused === undefined ? undefined : fault?.(focused, columns[column]?.id ?? '')?.message}
          first={column === 0}
          style={{ top: HEAD + row * ROW, left: leftOf(column, columns) + (column === 0 ? view.left : 0), width: columns[column]?.width, height: ROW }}
        />
      </div>
    </>
  )
}

function leftOf(column: number, columns: readonly { width: number }[]): number {
  return columns.slice(0, column).reduce((sum, { width }) => sum + width, NUMBERS)
}

/** The place of a cell that was pointed at; the number of a row has the column -1. */
function cellAt(target: EventTarget): Cell | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  if (!cell) return null
  return { row: Number(cell.dataset['row']), column: Number(cell.dataset['column'] ?? -1) }
}

/** Scrolls as little as needed; what stays at the left and at the top covers nothing. */
function bringIn(element: HTMLElement, { row, column }: Cell, columns: readonly { width: number }[]): void {
  const top = row * ROW
  if (top < element.scrollTop) element.scrollTop = top
  else if (top + ROW + HEAD > element.scrollTop + element.clientHeight) element.scrollTop = top + ROW + HEAD - element.clientHeight
  if (column === 0) return
  const left = leftOf(column, columns)
  const covered = leftOf(1, columns)
  const right = left + (columns[column]?.width ?? 0)
  if (left - covered < element.scrollLeft) element.scrollLeft = left - covered
  else if (right > element.scrollLeft + element.clientWidth) element.scrollLeft = right - element.clientWidth
}
