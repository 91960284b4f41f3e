import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TAGS } from '../../../api/parts'
import { graphOf } from '../../../model/document'
import { isId } from '../../../model/ids'
import type { Connections } from '../../../model/plant'
import { referencesOf, type Reference } from '../../../model/references'
import { renameIn, renameInTags, withKey } from '../../../model/renamed'
import { useAllDocuments } from '../../../state/allDocuments'
import { editDocument } from '../../../state/documents'
import { useNodeTypes } from '../../../state/nodeTypes'
import { useSharedPart, type SharedPart } from '../../../state/useSharedPart'
import { useWorkspace } from '../../../state/workspace'

interface RenameConnectionProps {
  id: string
  connections: Connections
  shared: SharedPart<Connections>
  close: () => void
}

/** Another name for a connection, which the tags and nodes that use it get too; all of it is drafted. */
export function RenameConnection({ id, connections, shared, close }: RenameConnectionProps) {
  const { t } = useTranslation()
  const { saver } = useWorkspace()
  const tags = useSharedPart(TAGS)
  const documents = useAllDocuments()
  const types = useNodeTypes((known) => known.types)
  const [name, setName] = useState(id)
  const [busy, setBusy] = useState(false)
  const taken = name !== id && name in connections
  const wrong = taken ? t('project.idTaken') : isId(name) ? undefined : t('project.idWrong')
  const rename = async () => {
    setBusy(true)
    shared.edit('project.connections.edit.rename', (draft) => {
      const all = withKey(draft, id, name)
      for (const key of Object.keys(draft)) Reflect.deleteProperty(draft, key)
      Object.assign(draft, all)
    })
    tags.edit('project.connections.edit.rename', (lists) => renameInTags(lists, id, name))
    for (const [key, document] of documents ?? []) {
      const found = referencesOf(key, document, types ?? new Map()).filter((each) => each.kind === 'connection' && each.name === id)
      if (found.length === 0) continue
      await saver.open(key)
      editDocument(key, 'project.connections.edit.rename', (draft) => {
        for (const [inside, references] of byGraph(found)) {
          const graph = graphOf(draft, inside)
          if (graph) renameIn(graph, references, id, name)
        }
      })
    }
    close()
  }
  return (
    <Modal
      open
      title={t('project.connections.renameTitle', { id })}
      okText={t('project.rename')}
      okButtonProps={{ disabled: wrong !== undefined || name === id || !documents, loading: busy }}
      onOk={() => void rename()}
      onCancel={close}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('project.connections.name')} htmlFor="new-name" extra={t('project.connections.renameHint')} {...(wrong ? { validateStatus: 'error', help: wrong } : {})}>
          <Input id="new-name" autoFocus className="code" value={name} onChange={({ target }) => setName(target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function byGraph(references: readonly Reference[]): Map<string | null, Reference[]> {
  const found = new Map<string | null, Reference[]>()
  for (const each of references) found.set(each.inside, [...(found.get(each.inside) ?? []), each])
  return found
}
