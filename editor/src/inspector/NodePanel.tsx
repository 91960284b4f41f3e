import { ConfigProvider, Tabs } from 'antd'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import { usePartOfGraph } from '../state/documents'
import { useMayAt } from '../state/me'
import { NodeForm } from './NodeForm'
import { NodeHead } from './NodeHead'
import { NodeHelp } from './NodeHelp'
import { NodeLive } from './NodeLive'
import { useTypeOf } from './useTypeOf'

type Tab = 'form' | 'help' | 'live'

/** The tab stays the same from node to node. */
let last: Tab = 'form'

/** One node: its head, and its form, help and live values. */
export default memo(function NodePanel({ scope, id }: { scope: Scope; id: string }) {
  const { t } = useTranslation()
  const node = usePartOfGraph(scope, (graph) => graph?.nodes[id])
  const type = useTypeOf(scope, node?.type ?? '')
  const may = useMayAt('edit', scope.key)
  const [tab, setTab] = useState<Tab>(last)
  if (!node) return null
  const form = (
    <ConfigProvider componentDisabled={!may}>
      <NodeForm scope={scope} id={id} node={node} type={type} />
    </ConfigProvider>
  )
  const choose = (key: string) => {
    last = key as Tab
    setTab(last)
  }
  return (
    <div className="inspector">
      <ConfigProvider componentDisabled={!may}>
        <NodeHead scope={scope} id={id} node={node} type={type} />
      </ConfigProvider>
      <Tabs
        size="small"
        activeKey={tab}
        onChange={choose}
        items={[
          { key: 'form', label: t('inspector.tabs.form'), children: tab === 'form' && form },
          { key: 'help', label: t('inspector.tabs.help'), children: tab === 'help' && <NodeHelp type={type} name={node.type} /> },
          { key: 'live', label: t('inspector.tabs.live'), children: tab === 'live' && <NodeLive scope={scope} id={id} node={node} type={type} /> },
        ]}
      />
    </div>
  )
})
