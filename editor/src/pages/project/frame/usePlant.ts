import { useEffect, useMemo } from 'react'
import { CONNECTIONS, EQUIPMENT } from '../../../api/parts'
import type { Connections, EquipmentTable } from '../../../model/plant'
import { useMay, useMe } from '../../../state/me'
import { useProject } from '../../../state/project'
import { useShared, type SharedDocument } from '../../../state/shared'
import { read } from '../../../state/sharedSaving'
import { useWorkspace } from '../../../state/workspace'

/** The types of the connections, drafted ones included where the person may see them; null until they are known. */
export function useConnectionTypes(): ReadonlyMap<string, string> | null {
  const { client } = useWorkspace()
  const deployed = useProject(({ project }) => project?.connections)
  const drafted = useShared(({ open }) => open[CONNECTIONS.key] as SharedDocument<Connections> | undefined)?.present
  const known = useMe(({ me }) => me !== null)
  const may = useMay('deploy') && known
  useEffect(() => {
    if (may && !useShared.getState().open[CONNECTIONS.key]) read(client, CONNECTIONS).catch(() => undefined)
  }, [client, may])
  return useMemo(() => {
    const all = drafted ?? deployed
    return all ? new Map(Object.entries(all).map(([id, { type }]) => [id, type])) : null
  }, [drafted, deployed])
}

/** The equipment with its draft; null until it is known. */
export function useEquipment(): EquipmentTable | null {
  const { client } = useWorkspace()
  useEffect(() => {
    if (!useShared.getState().open[EQUIPMENT.key]) read(client, EQUIPMENT).catch(() => undefined)
  }, [client])
  return useShared(({ open }) => open[EQUIPMENT.key] as SharedDocument<EquipmentTable> | undefined)?.present ?? null
}
