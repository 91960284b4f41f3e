import { Switch } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import SchemaForm from '../forms/SchemaForm'
import type { Scope } from '../model/document'
import { agreed, spread } from '../model/several'
import { edit, useGraph } from '../state/documents'
import { usePlace } from './usePlace'
import { useTypeOf } from './useTypeOf'

/** Several nodes at once: whether they work, and their settings where all are of one type. */
export default function SeveralPanel({ scope, ids }: { scope: Scope; ids: readonly string[] }) {
  const { t } = useTranslation()
  const graph = useGraph(scope)
  const place = usePlace(scope, null)
  const nodes = useMemo(() => ids.flatMap((id) => graph?.nodes[id] ?? []), [graph, ids])
  const names = [...new Set(nodes.map(({ type }) => type))]
  const type = useTypeOf(scope, names.length === 1 ? (names[0] ?? '') : '')
  const common = useMemo(() => agreed(nodes.map(({ config }) => config ?? {})), [nodes])
  const disabled = nodes.every((node) => node.disabled === true)
  const disable = (off: boolean) =>
    edit(scope, off ? 'inspector.edits.disabled' : 'inspector.edits.enabled', ({ nodes: all }) => {
      for (const id of ids) {
        const node = all[id]
        if (node && off) node.disabled = true
        else if (node) delete node.disabled
      }
    })
  const change = (config: Record<string, unknown>, mark: string) =>
    edit(scope, 'inspector.edits.config', ({ nodes: all }) => {
      for (const id of ids) {
        const node = all[id]
        if (node) node.config = spread(node.config ?? {}, common, config)
      }
    }, `config ${ids.join(' ')}${mark}`)
  return (
    <div className="inspector">
      <header className="inspector-head">
        <div className="inspector-type">
          <strong>{t('inspector.several', { count: ids.length })}</strong>
          <span className="grow" />
          <label htmlFor="several-off" className="muted">{t('inspector.disabled')}</label>
          <Switch id="several-off" size="small" checked={disabled} onChange={disable} />
        </div>
        <p className="muted">{t('inspector.severalHint')}</p>
      </header>
      {type && <SchemaForm schema={{ ...type.config, required: [] }} value={common} onChange={change} place={place} />}
    </div>
  )
}
