import { useMemo, useState } from 'react'
import { passing, withFilter, type Filter, type Filters } from '../model/gridFilter'
import { ranked, widthsOf, widthWithin, type Sort } from '../model/gridView'
import type { GridColumn, GridOptions } from './types'

const KEY = 'sinterflow.grid.'

/** How a grid is looked at, with the ways to change that. */
export interface GridView<R> {
  columns: readonly GridColumn<R>[]
  rows: readonly R[]
  /** How many rows are shown, and how many there are with those that the filters hold back. */
  shown: number
  all: number
  sort: Sort | null
  filters: Filters
  setSort: (sort: Sort | null) => void
  setFilter: (column: string, change: Partial<Filter>) => void
  setWidth: (column: string, width: number) => void
  /** What all rows say in a column. */
  texts: (column: GridColumn<R>) => string[]
  /** Shows all rows, in their own order. */
  reset: () => void
  /** What was changed just now stays in sight, whatever it says. */
  touch: (keys: readonly string[]) => void
  /** The column whose menu is open. */
  menu: string | null
  openMenu: (column: string | null) => void
}

/** The order of rows once they were sorted; cells that are edited do not make their rows jump, rows that come or go do. */
interface Order {
  sort: Sort | null
  count: number
  ranks: ReadonlyMap<string, number>
}

const AS_THEY_ARE: Order = { sort: null, count: 0, ranks: new Map() }
const NONE: ReadonlySet<string> = new Set()

export function useGridView<R>({ name, columns, rows, rowKey, isLast }: GridOptions<R>): GridView<R> {
  const [widths, setWidths] = useState(() => widthsOf(localStorage.getItem(KEY + name)))
  const [filters, setFilters] = useState<Filters>({})
  const [touched, setTouched] = useState(NONE)
  const [order, setOrder] = useState(AS_THEY_ARE)
  const [menu, openMenu] = useState<string | null>(null)
  const ordered = (sort: Sort | null): Order => {
    const column = columns.find(({ id }) => id === sort?.column)
    const ranks = column && sort ? ranked(rows.map(column.text), sort.down) : []
    return { sort, count: rows.length, ranks: new Map(rows.map((row, index) => [rowKey(row), ranks[index] ?? index])) }
  }
  if (order.sort && order.count !== rows.length) setOrder(ordered(order.sort))
  const sized = useMemo(() => columns.map((column) => ({ ...column, width: widths[column.id] ?? column.width })), [columns, widths])
  const shown = useMemo(() => {
    const byId = new Map(columns.map((column) => [column.id, column]))
    const last = (row: R) => isLast?.(row) === true
    const passes = passing(filters)
    const fits = (row: R) => last(row) || touched.has(rowKey(row)) || passes((column) => byId.get(column)?.text(row) ?? '')
    const fitting = Object.keys(filters).length ? rows.filter(fits) : rows
    if (!order.sort) return fitting
    const rank = (row: R) => (last(row) ? rows.length + 1 : (order.ranks.get(rowKey(row)) ?? rows.length))
    return [...fitting].sort((one, other) => rank(one) - rank(other))
  }, [columns, rows, rowKey, isLast, filters, touched, order])
  return {
    columns: sized,
    rows: shown,
    shown: shown.filter((row) => isLast?.(row) !== true).length,
    all: rows.filter((row) => isLast?.(row) !== true).length,
    sort: order.sort,
    filters,
    setSort: (sort) => setOrder(sort ? ordered(sort) : AS_THEY_ARE),
    setFilter: (column, change) => {
      setTouched(NONE)
      setFilters(withFilter(filters, column, change))
    },
    setWidth: (column, width) => {
      const next = { ...widths, [column]: widthWithin(width) }
      localStorage.setItem(KEY + name, JSON.stringify(next))
      setWidths(next)
    },
    texts: (column) => rows.filter((row) => isLast?.(row) !== true).map(column.text),
    reset: () => {
      setFilters({})
      setOrder(AS_THEY_ARE)
    },
    touch: (keys) => setTouched(new Set([...touched, ...keys])),
    menu,
    openMenu,
  }
}
