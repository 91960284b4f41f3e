import { Alert } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import SchemaForm from '../forms/SchemaForm'
import type { NodeEntry, Scope } from '../model/document'
import { faultsOfNode } from '../model/faultPlace'
import { propertiesOf } from '../model/schema'
import type { NodeType } from '../model/types'
import { edit, usePartOfDocument } from '../state/documents'
import { useNodeTypes } from '../state/nodeTypes'
import { usePlace } from './usePlace'

interface NodeFormProps {
  scope: Scope
  id: string
  node: NodeEntry
  type: NodeType | null
}

const EMPTY = {}

/** The settings of a node, in the form that its type declares. */
export function NodeForm({ scope, id, node, type }: NodeFormProps) {
  const { t } = useTranslation()
  const place = usePlace(scope, id)
  const known = useNodeTypes(({ types }) => types !== null)
  const all = usePartOfDocument(scope.key, (document) => document?.faults)
  const faults = useMemo(() => faultsOfNode(all ?? [], scope, id), [all, scope, id])
  const change = (config: Record<string, unknown>, mark: string) =>
    edit(scope, 'inspector.edits.config', ({ nodes }) => put(nodes[id], config), `config ${id}${mark}`)
  if (!type) {
    if (!known) return null
    return <Alert type="warning" showIcon title={t('inspector.unknownType', { type: node.type })} description={t('inspector.unknownHint')} />
  }
  if (Object.keys(propertiesOf(type.config)).length === 0 && faults.length === 0) return <p className="muted">{t('inspector.noFields')}</p>
  return <SchemaForm schema={type.config} value={node.config ?? EMPTY} onChange={change} faults={faults} place={place} />
}

function put(node: NodeEntry | undefined, config: Record<string, unknown>): void {
  if (!node) return
  if (Object.keys(config).length) node.config = config
  else delete node.config
}
