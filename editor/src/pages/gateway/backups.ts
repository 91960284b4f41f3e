import type { Text } from '../../model/types'

export interface RecoveryShown {
  fingerprint: string
  made: string
}

/** `GET /backup`. */
export interface BackupsShown {
  running: { started: string; bytes: number; of: number } | null
  last: { time: string; file: string; bytes: number; revision: number | null; left_out: string[]; damaged: string[] } | null
  failed: { time: string; reason: Text } | null
  due: string | null
  folder: string
  recovery: RecoveryShown | null
  items: { name: string; bytes: number; made: string }[]
}
