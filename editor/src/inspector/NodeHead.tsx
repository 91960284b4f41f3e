import { FileTextOutlined } from '@ant-design/icons'
import { Button, Switch } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../forms/TextField'
import type { NodeEntry, Scope } from '../model/document'
import type { NodeType, Text } from '../model/types'
import { edit } from '../state/documents'
import { useText } from '../state/useText'
import { IdField } from './IdField'

interface NodeHeadProps {
  scope: Scope
  id: string
  node: NodeEntry
  type: NodeType | null
}

/** What every node has: name, id, whether it works, notes for people. */
export function NodeHead({ scope, id, node, type }: NodeHeadProps) {
  const { t } = useTranslation()
  const say = useText()
  const field = useId()
  const [noting, setNoting] = useState(false)
  const put = (key: 'name' | 'info', text: Text | undefined) =>
    edit(scope, `inspector.edits.${key}`, ({ nodes }) => set(nodes[id], key, text), `${key} ${id}`)
  const disable = (disabled: boolean) =>
    edit(scope, disabled ? 'inspector.edits.disabled' : 'inspector.edits.enabled', ({ nodes }) => set(nodes[id], 'disabled', disabled || undefined))
  return (
    <header className="inspector-head">
      <div className="inspector-type">
        <strong className="clip">{say(type?.title, node.type)}</strong>
        <span className="code muted clip" title={node.type}>
          {node.type}
        </span>
        <span className="grow" />
        <label htmlFor={`${field}off`} className="muted" title={t('inspector.disabledMeans')}>
          {t('inspector.disabled')}
        </label>
        <Switch id={`${field}off`} size="small" checked={node.disabled === true} onChange={disable} />
      </div>
      <div className="inspector-names">
        <label htmlFor={`${field}name`}>{t('inspector.name')}</label>
        <TextField id={`${field}name`} label={t('inspector.name')} value={node.name} placeholder={say(type?.title, id)} onChange={(text) => put('name', text)} />
        <label htmlFor={`${field}id`}>{t('inspector.id')}</label>
        <IdField scope={scope} id={id} field={`${field}id`} />
        <span />
        {!noting && node.info === undefined && (
          <Button size="small" type="text" className="inspector-note" icon={<FileTextOutlined />} onClick={() => setNoting(true)}>
            {t('inspector.info')}
          </Button>
        )}
      </div>
      {(noting || node.info !== undefined) && (
        <TextField id={`${field}info`} label={t('inspector.info')} rows={2} value={node.info} placeholder={t('inspector.infoHint')} onChange={(text) => put('info', text)} />
      )}
    </header>
  )
}

/** Undefined takes the key away: a document says only what somebody gave. */
function set<K extends 'name' | 'info' | 'disabled'>(node: NodeEntry | undefined, key: K, value: NodeEntry[K] | undefined): void {
  if (!node) return
  if (value === undefined) Reflect.deleteProperty(node, key)
  else node[key] = value
}
