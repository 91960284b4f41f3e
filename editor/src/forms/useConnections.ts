import { CONNECTIONS } from '../api/parts'
import type { Connections } from '../model/plant'
import { useProject } from '../state/project'
import { useSharedPart } from '../state/useSharedPart'

/** The connections by their names, as drafted; those that are deployed for somebody who may not see the drafts. */
export function useConnections(): Connections {
  const { document } = useSharedPart(CONNECTIONS)
  const deployed = useProject(({ project }) => project?.connections)
  return document?.present ?? deployed ?? NONE
}

const NONE: Connections = {}
