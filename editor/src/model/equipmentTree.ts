import type { EquipmentEntry, EquipmentTable } from './plant'
import { localized } from './text'
import type { Language } from './types'

/** A place in the tree: an area, or a piece of equipment with its parts. */
export interface TreePlace {
  /** `area:…` for an area, else the id of the piece. */
  key: string
  id: string | null
  title: string
  children: TreePlace[]
}

const AREA = 'area:'

export const areaKey = (area: string): string => AREA + area
export const areaOfKey = (key: string): string | null => (key.startsWith(AREA) ? key.slice(AREA.length) : null)

/** Areas, in each what is part of nothing else, below it its parts. What is in a circle or part of something unknown stands at the top, too. */
export function equipmentTree(table: EquipmentTable, language: Language): TreePlace[] {
  const children = new Map<string, string[]>()
  for (const [id, { parent }] of Object.entries(table)) {
    const of = parent && parent in table && !within(table, parent, id) ? parent : ''
    children.set(of, [...(children.get(of) ?? []), id])
  }
  const place = (id: string): TreePlace => ({
    key: id,
    id,
    title: localized(table[id]?.name, language, id),
    children: (children.get(id) ?? []).map(place),
  })
  const roots = children.get('') ?? []
  const areas = [...new Set(roots.map((id) => table[id]?.area ?? ''))].sort((one, other) => (one === '' ? 1 : other === '' ? -1 : one.localeCompare(other)))
  return areas.map((area) => ({
    key: areaKey(area),
    id: null,
    title: area,
    children: roots.filter((id) => (table[id]?.area ?? '') === area).map(place),
  }))
}

/** Whether `id` is `other` or a part of it, however deep. */
export function within(table: EquipmentTable, id: string, other: string): boolean {
  const seen = new Set<string>()
  for (let at = id; at && !seen.has(at); at = table[at]?.parent ?? '') {
    if (at === other) return true
    seen.add(at)
  }
  return false
}

/** Puts a piece with its parts below another, or at the top of an area; nothing happens where it would be a part of itself. */
export function move(table: EquipmentTable, id: string, to: { parent: string } | { area: string }): void {
  const piece = table[id]
  if (!piece || ('parent' in to && within(table, to.parent, id))) return
  const area = 'parent' in to ? (table[to.parent]?.area ?? '') : to.area
  for (const [other, entry] of Object.entries(table)) if (within(table, other, id)) set(entry, 'area', area)
  set(piece, 'parent', 'parent' in to ? to.parent : '')
}

/** Takes a piece away; its parts belong to what it was a part of. */
export function remove(table: EquipmentTable, id: string): void {
  const above = table[id]?.parent ?? ''
  for (const entry of Object.values(table)) if (entry.parent === id) set(entry, 'parent', above)
  Reflect.deleteProperty(table, id)
}

/** Empty values are left out of the file. */
export function set<K extends keyof EquipmentEntry>(entry: EquipmentEntry, key: K, value: EquipmentEntry[K]): void {
  if (value === '' || value === undefined) Reflect.deleteProperty(entry, key)
  else entry[key] = value
}

export const EQUIPMENT_COLUMNS = ['id', 'name_en', 'name_zh', 'kind', 'area', 'location', 'parent'] as const
export type EquipmentColumn = (typeof EQUIPMENT_COLUMNS)[number]

/** What the table shows and the file has of a piece, as text. */
export function cellOf(table: EquipmentTable, id: string, column: EquipmentColumn): string {
  const entry = table[id]
  if (column === 'id') return id
  if (column === 'name_en') return nameIn(entry, 'en')
  if (column === 'name_zh') return nameIn(entry, 'zh')
  return entry?.[column] ?? ''
}

function nameIn(entry: EquipmentEntry | undefined, language: Language): string {
  const name = entry?.name
  return (typeof name === 'string' ? name : name?.[language]) ?? ''
}

/** Puts a text into a cell; another id takes along what belongs to the piece. */
export function setCell(table: EquipmentTable, id: string, column: EquipmentColumn, text: string): void {
  const entry = (table[id] ??= {})
  const value = text.trim()
  if (column === 'id') rename(table, id, value)
  else if (column === 'name_en') setName(entry, { en: value, zh: nameIn(entry, 'zh') })
  else if (column === 'name_zh') setName(entry, { en: nameIn(entry, 'en'), zh: value })
  else set(entry, column, value)
}

function setName(entry: EquipmentEntry, { en, zh }: { en: string; zh: string }): void {
  set(entry, 'name', en === zh ? en : { ...(en ? { en } : {}), ...(zh ? { zh } : {}) })
}

function rename(table: EquipmentTable, id: string, to: string): void {
  if (!to || to === id || to in table) return
  const entries = Object.entries(table).map(([key, entry]) => [key === id ? to : key, entry] as const)
  for (const key of Object.keys(table)) Reflect.deleteProperty(table, key)
  for (const [key, entry] of entries) {
    table[key] = entry
    if (entry.parent === id) entry.parent = to
  }
}

/** The table from the rows of a file whose first row names the columns; `null`: there is no column `id`. Rows without an id are left out. */
export function tableOf(rows: readonly (readonly string[])[]): EquipmentTable | null {
  const [head = [], ...rest] = rows
  const names = head.map((cell) => cell.replace(/^\uFEFF/, '').trim().toLowerCase())
  if (!names.includes('id')) return null
  const table: EquipmentTable = {}
  for (const row of rest) {
    const text = (column: EquipmentColumn) => row[names.indexOf(column)]?.trim() ?? ''
    const id = text('id')
    if (!id) continue
    table[id] = {}
    for (const column of EQUIPMENT_COLUMNS) if (column !== 'id' && text(column)) setCell(table, id, column, text(column))
  }
  return table
}

export function rowsOf(table: EquipmentTable): string[][] {
  return [[...EQUIPMENT_COLUMNS], ...Object.keys(table).map((id) => EQUIPMENT_COLUMNS.map((column) => cellOf(table, id, column)))]
}
