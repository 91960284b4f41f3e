import type { Project } from './types'

interface Rights {
  rights: readonly string[]
  areas: Readonly<Record<string, readonly string[]>>
}

/** Whether rights reach a flow: they count everywhere, or in the area that the flow is in; yes as long as nobody knows. */
export function mayAt(me: Rights | null, right: string, flow: string, project: Project | null): boolean {
  if (me === null || me.rights.includes(right)) return true
  const areas = Object.entries(project?.settings.areas ?? {}).filter(([, area]) => area.flows?.includes(flow))
  return areas.some(([id]) => me.areas[id]?.includes(right))
}
