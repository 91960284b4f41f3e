import type { TagLists } from './tagList'

/** The tags of a connection go along with its name. */
export function renameInTags(lists: TagLists, from: string, to: string): void {
  for (const list of Object.values(lists)) {
    if (list.rows.some((row) => row['connection'] === from)) {
      list.rows = list.rows.map((row) => (row['connection'] === from ? { ...row, connection: to } : row))
    }
  }
}

/** A table with one key called otherwise, in its old place. */
export function withKey<T>(table: Readonly<Record<string, T>>, from: string, to: string): Record<string, T> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key === from ? to : key, value]))
}
