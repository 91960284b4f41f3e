import { Button, Modal, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NodeType } from '../../model/types'
import { ListPage } from '../../parts/ListPage'
import { ListTable } from '../../parts/ListTable'
import { useNodeTypes } from '../../state/nodeTypes'
import { useOne } from '../../state/useList'
import { useText } from '../../state/useText'

interface Plugin {
  name: string
  distribution: string
  version: string
  licence: string
  nodes: string[]
  connections: string[]
}

/** What is installed on the machine, and what it brings. */
export default function Plugins() {
  const { t } = useTranslation()
  const plugins = useOne<{ items: Plugin[] }>('plugins')
  const [help, setHelp] = useState<string | null>(null)
  return (
    <ListPage title={t('project.tabs.plugins')} explain={t('plugins.explain')} polled={plugins}>
      {({ items }) => (
        <>
          <ListTable
            label={t('project.tabs.plugins')}
            rows={items}
            keyOf={({ name, distribution }) => `${distribution} ${name}`}
            empty={t('plugins.none')}
            columns={[
              { id: 'name', title: t('plugins.name'), width: '220px', cell: ({ name, distribution }) => <span className="two-lines"><span>{name}</span><span className="muted small code">{distribution}</span></span> },
              { id: 'version', title: t('plugins.version'), width: '120px', cell: ({ version }) => <span className="figures">{version}</span> },
              { id: 'licence', title: t('plugins.licence'), width: '140px', cell: ({ licence }) => licence || t('plugins.noLicence') },
              { id: 'types', title: t('plugins.types'), cell: ({ nodes, connections }) => <Types nodes={nodes} connections={connections} show={setHelp} /> },
            ]}
          />
          {help && <TypeHelp type={help} close={() => setHelp(null)} />}
        </>
      )}
    </ListPage>
  )
}

function Types({ nodes, connections, show }: { nodes: string[]; connections: string[]; show: (type: string) => void }) {
  const { t } = useTranslation()
  return (
    <span className="tags">
      {nodes.map((type) => (
        <Button key={type} size="small" color="default" variant="filled" className="code" onClick={() => show(type)}>
          {type}
        </Button>
      ))}
      {connections.map((type) => (
        <Tag key={type} className="code" title={t('plugins.connection')}>
          {type}
        </Tag>
      ))}
    </span>
  )
}

function TypeHelp({ type, close }: { type: string; close: () => void }) {
  const text = useText()
  const known: NodeType | undefined = useNodeTypes(({ types }) => types?.get(type))
  return (
    <Modal open title={text(known?.title, type)} onCancel={close} footer={null}>
      <p className="code muted">{type}</p>
      <p className="type-help">{text(known?.help)}</p>
    </Modal>
  )
}
