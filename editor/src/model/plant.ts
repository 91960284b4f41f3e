import type { BackupPlan } from './backupPlan'
import type { Text } from './types'

/** What flows share, as the files of the project have it. */
export type Connections = Record<string, ConnectionEntry>

export interface ConnectionEntry {
  type: string
  config?: Record<string, unknown>
}

/** By flow and parameter: the values that take the place of a flow's defaults. */
export type Parameters = Record<string, Record<string, unknown>>

export type EquipmentTable = Record<string, EquipmentEntry>

export interface EquipmentEntry {
  name?: Text
  area?: string
  location?: string
  kind?: string
  parent?: string
}

export interface ShiftEntry {
  start: string
  end: string
  teams?: string[]
}

export interface DayEntry {
  date: string
  kind: 'holiday' | 'workday'
}

/** `settings` of project.json, as far as this page edits them; the rest is kept. */
export interface PlantSettings {
  timezone?: string
  day_start?: string
  shifts?: Record<string, ShiftEntry>
  calendar?: DayEntry[]
  time_server?: string
  backup?: BackupPlan
}
