import { SearchOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { partsOf, type Scope } from '../model/document'
import type { FlowView } from '../model/route'
import { find } from '../state/finder'
import { goTo } from '../state/useRoute'
import { FlowTabs } from './FlowTabs'
import { SavingMark } from './SavingMark'

/** Above the canvas: the flows as tabs, whether the draft is kept, and how the flow is looked at. */
export function EditorBar({ scope, view }: { scope: Scope; view: FlowView }) {
  const { t } = useTranslation()
  const { kind, id } = partsOf(scope.key)
  const views = ['canvas', 'table', 'live'] as const
  return (
    <div className="editor-bar">
      <FlowTabs scope={scope} />
      <span className="grow" />
      <SavingMark scope={scope} />
      <Button type="text" size="small" icon={<SearchOutlined />} aria-label={t('search.open')} title={t('search.open')} onClick={find} />
      {kind === 'flow' && (
        <Segmented<FlowView>
          size="small"
          value={view}
          aria-label={t('editor.view')}
          onChange={(chosen) => goTo({ page: 'flow', flow: id, inside: scope.inside, view: chosen, node: null })}
          options={views.map((value) => ({ value, label: t(`editor.show.${value}`) }))}
        />
      )}
    </div>
  )
}
