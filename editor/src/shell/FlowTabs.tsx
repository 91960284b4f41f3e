import { Button } from 'antd'
import { PlusOutlined } from '@ant-design/icons'
import { lazy, Suspense, useMemo, useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { partsOf, type Scope } from '../model/document'
import { inOrder, movedTo } from '../model/flows'
import { useFlows } from '../state/flows'
import { useFlowOrder } from '../state/flowOrder'
import { useMay } from '../state/me'
import { useFreeIds } from '../state/useFreeIds'
import { FlowTab } from './FlowTab'
import { useFlowActs } from './useFlowActs'

const NewFlow = lazy(() => import('./NewFlow'))

/** The flows of the project, each a tab, in an order that one may change by dragging or in the tab's menu. */
export function FlowTabs({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const items = useFlows((flows) => flows.items)
  const order = useFlowOrder(useMay('view') ? (items?.length ?? 0) : 0)
  const flows = useMemo(() => inOrder(items ?? [], order), [items, order])
  const [adding, setAdding] = useState(false)
  const [dragged, setDragged] = useState<string | null>(null)
  const mayOrder = useMay('edit')
  const mayAdd = useFreeIds(flows.map((flow) => flow.id))?.length !== 0
  const acts = useFlowActs(flows)
  const { kind, id } = partsOf(scope.key)
  const dropped = (event: DragEvent, target: string) => {
    event.preventDefault()
    if (dragged !== null && dragged !== target) acts.reorder(movedTo(flows.map((flow) => flow.id), dragged, target))
    setDragged(null)
  }
  return (
    <nav className="flow-tabs" aria-label={t('pages.flows')}>
      <ul>
        {flows.map((flow) => (
          <li
            key={flow.id}
            draggable={mayOrder}
            onDragStart={() => setDragged(flow.id)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => {
              if (dragged !== null) event.preventDefault()
            }}
            onDrop={(event) => dropped(event, flow.id)}
          >
            <FlowTab flow={flow} chosen={kind === 'flow' && flow.id === id} acts={acts} />
          </li>
        ))}
      </ul>
      {mayAdd && (
        <Button type="text" size="small" icon={<PlusOutlined />} aria-label={t('first.newFlow')} title={t('first.newFlow')} onClick={() => setAdding(true)} />
      )}
      {adding && (
        <Suspense>
          <NewFlow listed={flows.map((flow) => flow.id)} close={() => setAdding(false)} />
        </Suspense>
      )}
    </nav>
  )
}
