import { TAG_COLUMNS, type TagList, type TagRow } from './tagList'

/** A list with one more tag at its end; a list that does not exist yet begins with it. */
export function withTag(list: TagList | undefined, tag: Readonly<Record<string, unknown>>): TagList {
  const row: TagRow = Object.fromEntries(Object.entries(tag).map(([column, value]) => [column, String(value).trim()]))
  return list ? { ...list, rows: [...list.rows, row] } : { columns: [...TAG_COLUMNS], rows: [row] }
}
