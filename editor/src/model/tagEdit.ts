import { NEW, placeOfRow, rowKey, type TagFilter } from './tagRows'
import { TAG_COLUMNS, type TagLists, type TagRow } from './tagList'

interface Edit {
  cells: readonly { row: string; column: string; text: string }[]
  more: readonly Record<string, string>[]
}

/** An act on the lists as a recipe, and the keys of the rows that it makes. */
export interface ListEdit {
  recipe: (lists: TagLists) => void
  made: string[]
}

/** The list that new tags go into when nobody says which. */
export const USUAL = 'tags'

/** What was typed, pasted or filled into the table. New rows go to the filtered list, else the first one, and are of what is filtered. */
export function withEdit(lists: TagLists, { cells, more }: Edit, filter: TagFilter): ListEdit {
  const begun = Object.fromEntries(cells.filter(({ row }) => row === NEW).map(({ column, text }) => [column, text]))
  const fresh = [...(Object.keys(begun).length ? [begun] : []), ...more].map((row) => ({ ...given(filter), ...row }))
  const target = targetOf(lists, filter)
  return {
    recipe: (draft) => {
      for (const { row, column, text } of cells) {
        if (row === NEW) continue
        const { list, index } = placeOfRow(row)
        const of = draft[list]?.rows[index] as Record<string, string> | undefined
        if (of) of[column] = text
      }
      if (fresh.length) listIn(draft, target).rows.push(...fresh)
    },
    made: fresh.map((_, index) => rowKey(target, (lists[target]?.rows.length ?? 0) + index)),
  }
}

/** Copies of rows, below the last of each list. Each copy needs an id of its own, so it has none yet. */
export function withCopies(keys: readonly string[]): (lists: TagLists) => void {
  return (draft) => {
    for (const key of keys.filter((each) => each !== NEW)) {
      const { list, index } = placeOfRow(key)
      const row = draft[list]?.rows[index]
      if (row) draft[list]?.rows.push({ ...row, id: '' })
    }
  }
}

export function withoutRows(keys: readonly string[]): (lists: TagLists) => void {
  const gone = new Set(keys)
  return (draft) => {
    for (const [list, content] of Object.entries(draft)) {
      if (content.rows.some((_, index) => gone.has(rowKey(list, index)))) {
        content.rows = content.rows.filter((_, index) => !gone.has(rowKey(list, index)))
      }
    }
  }
}

/** The present list with the rows of another: those with the same id take over the cells that it has, the others are added at the end. */
export function withRowsOf(present: readonly TagRow[], next: readonly TagRow[]): TagRow[] {
  const byId = new Map(next.map((row) => [row['id'], row]))
  const known = new Set(present.map((row) => row['id']))
  return [...present.map((row) => (row['id'] ? { ...row, ...byId.get(row['id']) } : row)), ...next.filter((row) => !row['id'] || !known.has(row['id']))]
}

export function targetOf(lists: TagLists, { list }: TagFilter): string {
  return list ?? Object.keys(lists)[0] ?? USUAL
}

function listIn(draft: TagLists, name: string) {
  return (draft[name] ??= { columns: [...TAG_COLUMNS], rows: [] })
}

function given({ connection, equipment }: TagFilter): Record<string, string> {
  return { ...(connection === null ? {} : { connection }), ...(equipment === null ? {} : { equipment }) }
}
