import { useTranslation } from 'react-i18next'
import { useCallback } from 'react'
import type { Connections } from '../../../model/plant'
import { usePolled } from '../../../state/usePolled'
import { useProject } from '../../../state/project'
import { useWorkspace } from '../../../state/workspace'
import { ConnectionRow, type ConnectionActs } from './ConnectionRow'
import type { Uses } from './useUses'

interface ConnectionTableProps {
  connections: Connections
  uses: (id: string) => Uses
  acts: ConnectionActs | null
}

/** The connections with how they stand now. */
export function ConnectionTable({ connections, uses, acts }: ConnectionTableProps) {
  const { t } = useTranslation()
  useStates()
  return (
    <table className="plain-table connections">
      <thead>
        <tr>
          <th scope="col">{t('project.connections.name')}</th>
          <th scope="col">{t('project.connections.type')}</th>
          <th scope="col">{t('project.connections.state')}</th>
          <th scope="col">{t('project.connections.usedBy')}</th>
          {acts && <th scope="col" aria-label={t('project.secrets.actions')} />}
        </tr>
      </thead>
      <tbody>
        {Object.entries(connections).map(([id, connection]) => (
          <ConnectionRow key={id} id={id} connection={connection} uses={uses(id)} acts={acts} />
        ))}
      </tbody>
    </table>
  )
}

const EVERY = 3000

/** Keeps the states of the connections fresh while they are looked at. */
function useStates(): void {
  const { client } = useWorkspace()
  const read = useCallback(
    async (signal: AbortSignal) => {
      const project = await client.project(signal)
      useProject.setState({ project })
      return null
    },
    [client],
  )
  usePolled('connection states', read, EVERY)
}
