import type { Fault, Text } from '../../model/types'

/** `GET /health`; bytes and seconds. */
export interface HealthShown {
  status: 'ok' | 'attention'
  version: string
  revision: number
  faults: Fault[]
  flows: number
  running: number
  journal: { stopped: Text | null; damaged: string[]; lost: number; commits: number; bytes: number } | null
  dead_letters: { letters: number; parked: number; full: boolean }
  machine: {
    memory: number
    memory_limit: number
    disk_free: number | null
    disk_total: number | null
    disk_full_in: number | null
    clock: { offset: number | null; error: number | null; source: string; server: string; synchronised: boolean | null }
  } | null
}
