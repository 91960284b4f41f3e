import { DownOutlined, EditFilled, WarningOutlined } from '@ant-design/icons'
import { Dropdown, type MenuProps } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { OthersMark } from '../deploy/OthersHere'
import { hashOfFlow } from '../model/route'
import { localized } from '../model/text'
import type { FlowItem } from '../model/types'
import { usePartOfDocument } from '../state/documents'
import { useMay, useMayAt } from '../state/me'
import { useSettings } from '../state/settings'
import type { FlowActs } from './useFlowActs'

interface FlowTabProps {
  flow: FlowItem
  chosen: boolean
  acts: FlowActs
}

/** A flow's tab: its name, whether it has a draft or faults, and for the chosen one what can be done with it. */
export function FlowTab({ flow, chosen, acts }: FlowTabProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const mayEdit = useMayAt('edit', `flow:${flow.id}`)
  const mayAll = useMay('edit')
  const tab = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (chosen) tab.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [chosen])
  // Where it is open, the name that it has been given by now.
  const drawn = usePartOfDocument(`flow:${flow.id}`, (document) => document?.present.name)
  const name = localized(drawn ?? flow.name, language, flow.id)
  const deleted = flow.draft?.deleted === true
  const marks = [deleted && t('first.tab.deleted'), !deleted && flow.changed && t('first.tab.changed'), flow.faults?.length ? t('flows.faulty') : null]
  const title = [name === flow.id ? name : `${name} (${flow.id})`, ...marks].filter(Boolean).join(' – ')
  return (
    <span ref={tab} className={chosen ? 'flow-tab chosen' : 'flow-tab'}>
      <a href={hashOfFlow(flow.id)} title={title} aria-label={title} aria-current={chosen ? 'page' : undefined}>
        <span className={deleted ? 'clip deleted' : 'clip'}>{name}</span>
        {flow.changed && <EditFilled className="flow-tab-mark" />}
        {!!flow.faults?.length && <WarningOutlined className="tone-attention" />}
      </a>
      <OthersMark flow={flow.id} />
      {chosen && (
        <Dropdown trigger={['click']} menu={{ items: menu(), onClick: ({ key }) => acts.menu[key as keyof FlowActs['menu']](flow) }}>
          <button type="button" className="flow-tab-menu" aria-label={t('first.tab.menu', { name })}>
            <DownOutlined />
          </button>
        </Dropdown>
      )}
    </span>
  )

  function menu(): NonNullable<MenuProps['items']> {
    const all = [
      { key: 'duplicate', label: t('first.tab.duplicate') },
      { key: 'left', label: t('first.tab.left'), disabled: acts.first(flow) },
      { key: 'right', label: t('first.tab.right'), disabled: acts.last(flow) },
    ]
    const own = deleted ? { key: 'restore', label: t('first.tab.restore') } : { key: 'remove', label: t('first.tab.remove'), danger: true }
    return [...(mayAll ? all : []), { key: 'print', label: t('first.tab.print') }, ...(mayEdit ? [{ type: 'divider' as const }, own] : [])]
  }
}
