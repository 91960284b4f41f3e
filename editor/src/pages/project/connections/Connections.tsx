import { PlusOutlined } from '@ant-design/icons'
import { Alert, App, Button, Empty } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CONNECTIONS } from '../../../api/parts'
import { ConnectionDialog } from '../../../forms/ConnectionDialog'
import { FreshIds } from '../../../model/ids'
import type { Connections as Table } from '../../../model/plant'
import { useMay } from '../../../state/me'
import { useProject } from '../../../state/project'
import { useSharedPart } from '../../../state/useSharedPart'
import { PartFaults } from '../frame/PartFaults'
import { PartPage } from '../frame/PartPage'
import { ChooseType } from './ChooseType'
import { ConnectionTable } from './ConnectionTable'
import { RenameConnection } from './RenameConnection'
import { useUses } from './useUses'

/** What the dialog edits: a connection, or a new one of a type. */
interface Edited {
  id: string
  type: string
}

/** The connections to devices, brokers and databases. Who may not deploy sees no configs: they can hold secrets. */
export default function Connections() {
  return useMay('deploy') ? <Editable /> : <Deployed />
}

function Editable() {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const shared = useSharedPart(CONNECTIONS)
  const uses = useUses()
  const [choosing, setChoosing] = useState(false)
  const [edited, setEdited] = useState<Edited | null>(null)
  const [renamed, setRenamed] = useState<string | null>(null)
  const remove = (id: string) => {
    const { nodes, tags } = uses(id)
    void modal.confirm({
      title: t('project.connections.deleteAsk', { id }),
      content: nodes + tags ? t('project.connections.deleteUsed', { nodes, tags }) : t('project.connections.deleteHint'),
      okText: t('project.delete'),
      okButtonProps: { danger: true },
      onOk: () => shared.edit('project.connections.edit.delete', (draft) => void Reflect.deleteProperty(draft, id)),
    })
  }
  const copy = (id: string) =>
    shared.edit('project.connections.edit.copy', (draft) => {
      if (draft[id]) draft[new FreshIds(Object.keys(draft)).take(id)] = structuredClone(shared.document?.present[id]) ?? draft[id]
    })
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setChoosing(true)}>
      {t('project.connections.add')}
    </Button>
  )
  return (
    <PartPage title={t('project.tabs.connections')} part={CONNECTIONS} shared={shared} actions={add}>
      {({ present, faults }) => (
        <>
          {Object.keys(present).length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('project.connections.none')} />
          ) : (
            <ConnectionTable
              connections={present}
              uses={uses}
              acts={{ edit: (id) => setEdited({ id, type: present[id]?.type ?? '' }), copy, remove, rename: setRenamed }}
            />
          )}
          <PartFaults faults={faults.filter(({ path }) => path?.startsWith('/connections'))} place={({ node, field, path }) => [node ?? path, field].filter(Boolean).join(' › ')} />
          {choosing && (
            <ChooseType
              choose={(type) => {
                setChoosing(false)
                if (type !== null) setEdited({ id: '', type })
              }}
            />
          )}
          {edited && <ConnectionDialog key={`${edited.id} ${edited.type}`} id={edited.id} type={edited.type} done={() => setEdited(null)} />}
          {renamed !== null && <RenameConnection id={renamed} connections={present} close={() => setRenamed(null)} />}
        </>
      )}
    </PartPage>
  )
}

/** As they are deployed: what there is and how it stands. */
function Deployed() {
  const { t } = useTranslation()
  const deployed: Table = useProject(({ project }) => project?.connections) ?? {}
  const uses = useUses()
  return (
    <>
      <header className="project-head">
        <h1>{t('project.tabs.connections')}</h1>
      </header>
      <Alert type="info" showIcon title={t('project.connections.readOnly')} />
      {Object.keys(deployed).length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('project.connections.noneDeployed')} />
      ) : (
        <ConnectionTable connections={deployed} uses={uses} acts={null} />
      )}
    </>
  )
}
