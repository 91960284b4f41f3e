import { rowsByLine, TAG_COLUMNS, type TagLists, type TagRow } from './tagList'
import type { Fault } from './types'

/** One row of any list, with its place. */
export interface PlacedRow {
  /** Names the row among all of them. */
  key: string
  list: string
  index: number
  cells: TagRow
}

/** The row below the last one, in which new tags begin. */
export const NEW = 'new'

export interface TagFilter {
  search: string
  list: string | null
  connection: string | null
  equipment: string | null
}

export const EVERYTHING: TagFilter = { search: '', list: null, connection: null, equipment: null }

export function rowKey(list: string, index: number): string {
  return `${list}/${index}`
}

export function placeOfRow(key: string): { list: string; index: number } {
  const at = key.lastIndexOf('/')
  return { list: key.slice(0, at), index: Number(key.slice(at + 1)) }
}

const SEARCHED = ['id', 'name_en', 'name_zh', 'address', 'description'] as const

/** The rows of all lists that a filter lets through, in the order of the files. Those in `always` are shown in any case. */
export function tagRows(lists: TagLists, filter: TagFilter, always: ReadonlySet<string>): PlacedRow[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (cells: TagRow) =>
    (filter.connection === null || cells['connection'] === filter.connection) &&
    (filter.equipment === null || cells['equipment'] === filter.equipment) &&
    words.every((word) => SEARCHED.some((column) => cells[column]?.toLowerCase().includes(word)))
  return Object.entries(lists)
    .filter(([list]) => filter.list === null || filter.list === list)
    .flatMap(([list, { rows }]) =>
      rows.flatMap((cells, index) => {
        const key = rowKey(list, index)
        return always.has(key) || fits(cells) ? [{ key, list, index, cells }] : []
      }),
    )
}

/** How often each id is there. */
export function idCounts(lists: TagLists): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { rows } of Object.values(lists)) {
    for (const { id } of rows) if (id) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

export interface CellPlace {
  key: string
  column: string
}

/** The faults of saved lists with the cells they are about; a fault of a whole row stands at its id. */
export function cellFaults(saved: TagLists, faults: readonly Fault[]): (CellPlace & { fault: Fault })[] {
  const lines = new Map(Object.entries(saved).map(([list, content]) => [`tags/${list}.csv`, { list, rows: rowsByLine(content) }]))
  return faults.flatMap((fault) => {
    const of = lines.get(fault.file ?? '')
    const index = of?.rows.get(fault.row ?? 0)
    if (!of || index === undefined) return []
    return [{ key: rowKey(of.list, index), column: columnOf(fault), fault }]
  })
}

function columnOf({ field }: Fault): string {
  return TAG_COLUMNS.find((name) => name === field) ?? 'id'
}

/** A pasted table whose first row names columns, brought into the order of the grid; null when it names none. */
export function byHeader(table: readonly (readonly string[])[]): string[][] | null {
  const [head = [], ...rows] = table
  const names = head.map((cell) => cell.trim().toLowerCase())
  const known = names.filter((name) => TAG_COLUMNS.some((column) => column === name))
  if (!known.includes('id') || known.length < Math.min(2, names.length)) return null
  return rows.map((row) => TAG_COLUMNS.map((column) => row[names.indexOf(column)] ?? ''))
}
