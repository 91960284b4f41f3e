import { readDelimited, writeDelimited } from './delimited'

/** The columns that a tag list can have, in their usual order. */
export const TAG_COLUMNS = [
  'id', 'name_en', 'name_zh', 'connection', 'address', 'type', 'byte_order', 'scale', 'offset', 'unit',
  'low', 'high', 'deadband', 'poll', 'equipment', 'description',
] as const

export type TagColumn = (typeof TAG_COLUMNS)[number]

/** One row of a list; columns that are not there are empty. */
export type TagRow = Readonly<Record<string, string>>

/** A list as its file has it: the order of its columns is kept. */
export interface TagList {
  columns: string[]
  rows: TagRow[]
}

/** The lists by the names of their files, without `.csv`. */
export type TagLists = Record<string, TagList>

export function readList(text: string): TagList {
  return listOf(readDelimited(text.replace(/^\uFEFF/, ''), ','))
}

/** The list that a sheet holds: its first row names the columns. */
export function listOf([head = [], ...rows]: string[][]): TagList {
  const columns = head.map((name) => name.trim())
  const filled = rows.filter((cells) => cells.some((cell) => cell.trim()))
  return { columns, rows: filled.map((cells) => Object.fromEntries(columns.map((name, index) => [name, cells[index]?.trim() ?? '']))) }
}

/** The file of a list. Rows without any text are left out. */
export function writeList(list: TagList): string {
  const columns = columnsOf(list)
  const rows = written(list).map((row) => columns.map((name) => row[name] ?? ''))
  return writeDelimited([columns, ...rows], ',')
}

/** The columns of the file, and those that only its rows have by now. */
function columnsOf({ columns, rows }: TagList): string[] {
  const used = TAG_COLUMNS.filter((name) => !columns.includes(name) && rows.some((row) => row[name]))
  return columns.length + used.length ? [...columns, ...used] : [...TAG_COLUMNS]
}

function written({ rows }: TagList): TagRow[] {
  return rows.filter((row) => Object.values(row).some((cell) => cell.trim()))
}

/** For the lines of the written file (from 1, as faults name them) the index of the row that is there. */
export function rowsByLine(list: TagList): Map<number, number> {
  const found = new Map<number, number>()
  let line = 2
  list.rows.forEach((row, index) => {
    const cells = Object.values(row)
    if (!cells.some((cell) => cell.trim())) return
    found.set(line, index)
    line += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0)
  })
  return found
}

/** What a new list would change of a present one, by the ids of the tags. */
export interface ListChanges {
  added: string[]
  removed: string[]
  changed: { id: string; column: string; before: string; after: string }[]
}

export function listChanges(present: TagList | undefined, next: TagList): ListChanges {
  const before = byId(present?.rows ?? [])
  const after = byId(next.rows)
  const columns = TAG_COLUMNS.filter((name) => name !== 'id')
  const changed = [...after].flatMap(([id, row]) => {
    const old = before.get(id)
    if (!old) return []
    return columns.flatMap((column) => {
      const [was, is] = [old[column] ?? '', row[column] ?? '']
      return was === is ? [] : [{ id, column, before: was, after: is }]
    })
  })
  return {
    added: [...after.keys()].filter((id) => !before.has(id)),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    changed,
  }
}

function byId(rows: readonly TagRow[]): Map<string, TagRow> {
  return new Map(rows.flatMap((row) => (row['id'] ? [[row['id'], row] as const] : [])))
}
