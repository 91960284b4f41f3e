import { partsOf, type DocumentKey } from './document'
import type { Project } from './types'

export interface Rights {
  rights: readonly string[]
  areas: Readonly<Record<string, readonly string[]>>
}

/** Whether rights reach a flow: they count everywhere, or in the area that the flow is in; yes as long as nobody knows. */
export function mayAt(me: Rights | null, right: string, flow: string, project: Project | null): boolean {
  if (me === null || me.rights.includes(right)) return true
  return areasWith(me, right, project).some(({ flows }) => flows?.includes(flow))
}

/** Whether rights reach a document; what flows share belongs to no area. */
export function mayWith(me: Rights | null, right: string, key: DocumentKey, project: Project | null): boolean {
  const { kind, id } = partsOf(key)
  return kind === 'flow' ? mayAt(me, right, id, project) : me === null || me.rights.includes(right)
}

/** The ids that new flows may have; null: any. An area can list flows that are not there yet. */
export function freeIds(me: Rights | null, project: Project | null, taken: readonly string[]): string[] | null {
  if (me === null || me.rights.includes('edit')) return null
  return areasWith(me, 'edit', project).flatMap(({ flows }) => flows ?? []).filter((id) => !taken.includes(id))
}

function areasWith(me: Rights, right: string, project: Project | null) {
  return Object.entries(project?.settings.areas ?? {}).flatMap(([id, area]) => (me.areas[id]?.includes(right) ? [area] : []))
}
