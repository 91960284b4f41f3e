import { SearchOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { useRef, type ChangeEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { partsOf, type Scope } from '../model/document'
import type { FlowView } from '../model/route'
import { find } from '../state/finder'
import { useNarrow } from '../state/useMedia'
import { goTo } from '../state/useRoute'
import { FlowTabs } from './FlowTabs'
import { SavingMark } from './SavingMark'

const VIEWS = ['canvas', 'table', 'live'] as const

/** Above the canvas: the flows as tabs, whether the draft is kept, and how the flow is looked at. */
export function EditorBar({ scope, view }: { scope: Scope; view: FlowView }) {
  const { t } = useTranslation()
  const { kind, id } = partsOf(scope.key)
  return (
    <div className="editor-bar">
      <FlowTabs scope={scope} />
      <span className="grow" />
      <SavingMark scope={scope} />
      <Button type="text" size="small" icon={<SearchOutlined />} aria-label={t('search.open')} title={t('search.open')} onClick={find} />
      {kind === 'flow' && (
        <ViewChoice view={view} choose={(chosen) => goTo({ page: 'flow', flow: id, inside: scope.inside, view: chosen, node: null })} />
      )}
    </div>
  )
}

/** How the flow is looked at; a phone has no room for all three words. */
function ViewChoice({ view, choose }: { view: FlowView; choose: (view: FlowView) => void }) {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const options = VIEWS.map((value) => ({ value, label: t(`editor.show.${value}`) }))
  const byHand = useRef(false)
  const chosen = ({ currentTarget }: ChangeEvent<HTMLSelectElement>) => {
    // The keys, and with them the tools for fingers, are the canvas's again; who chooses by keys goes on from here.
    if (byHand.current) currentTarget.blur()
    choose(currentTarget.value as FlowView)
  }
  if (!narrow) return <Segmented<FlowView> size="small" value={view} aria-label={t('editor.view')} onChange={choose} options={options} />
  return (
    <select
      className="view-choice"
      value={view}
      aria-label={t('editor.view')}
      onChange={chosen}
      onPointerDown={() => (byHand.current = true)}
      onKeyDown={() => (byHand.current = false)}
    >
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}
