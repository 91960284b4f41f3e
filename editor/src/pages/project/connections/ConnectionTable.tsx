import { useTranslation } from 'react-i18next'
import type { Connections } from '../../../model/plant'
import { useProjectFaster } from '../../../state/project'
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
  useProjectFaster(3000)
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
