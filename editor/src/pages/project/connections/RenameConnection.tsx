import { App, Form, Input, Modal } from 'antd'
import { produce } from 'immer'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../../api/client'
import { CONNECTIONS, PARAMETERS, TAGS } from '../../../api/parts'
import { isId } from '../../../model/ids'
import type { Connections } from '../../../model/plant'
import { partsOf, type AnyDocument } from '../../../model/document'
import { renameConnection, renameInParameters, renameInTags, withKey, type OtherConnection } from '../../../model/renamed'
import { useProblemTexts } from '../../../parts/useProblemTexts'
import { useAllDocuments } from '../../../state/allDocuments'
import { mayNow } from '../../../state/me'
import { useNodeTypes } from '../../../state/nodeTypes'
import { editTogether, onDocument, onPart } from '../../../state/together'
import { useSharedPart } from '../../../state/useSharedPart'
import { useWorkspace } from '../../../state/workspace'

interface RenameConnectionProps {
  id: string
  connections: Connections
  close: () => void
}

/** Another name for a connection, which the tags and nodes that use it get too; all of it is drafted. */
export function RenameConnection({ id, connections, close }: RenameConnectionProps) {
  const { t } = useTranslation()
  const { client, saver } = useWorkspace()
  const { message } = App.useApp()
  const said = useProblemTexts()
  const tags = useSharedPart(TAGS).document
  const parameters = useSharedPart(PARAMETERS).document
  const documents = useAllDocuments()
  const types = useNodeTypes((known) => known.types)
  const subflows = useNodeTypes((known) => known.subflows)
  const [name, setName] = useState(id)
  const [busy, setBusy] = useState(false)
  const taken = name !== id && name in connections
  const wrong = taken ? t('project.idTaken') : isId(name) ? undefined : t('project.idWrong')
  const failed = (error: unknown) => {
    if (!(error instanceof ApiError)) throw error
    void message.error(said(error.problem).title)
  }
  const rename = async () => {
    const other: OtherConnection = { from: id, to: name, types: types ?? new Map(), shared: subflows }
    const recipe = (draft: AnyDocument) => renameConnection(draft, other)
    const using = [...(documents ?? [])].filter(([, document]) => produce(document, recipe) !== document).map(([key]) => key)
    const withheld = using.filter((key) => !mayNow('edit', key)).map((key) => partsOf(key).id)
    if (withheld.length) {
      void message.warning(t('project.connections.renameWithheld', { names: withheld.join(', ') }), 8)
      return
    }
    await Promise.all(using.map((key) => saver.open(key)))
    editTogether('project.connections.edit.rename', [
      onPart(CONNECTIONS, (draft) => {
        const all = withKey(draft, id, name)
        for (const key of Object.keys(draft)) Reflect.deleteProperty(draft, key)
        Object.assign(draft, all)
      }),
      onPart(TAGS, (lists) => renameInTags(lists, id, name)),
      onPart(PARAMETERS, (given) => renameInParameters(given, documents ?? new Map(), id, name)),
      ...using.map((key) => onDocument(key, recipe)),
    ])
    // Flow tests that give the connection to a parameter follow as soon as that is deployed.
    await client.send('POST', 'tests/renamed', { renamed: { [id]: name } }).catch(failed)
    close()
  }
  const go = () => {
    setBusy(true)
    void rename().catch(failed).finally(() => setBusy(false))
  }
  return (
    <Modal
      open
      title={t('project.connections.renameTitle', { id })}
      okText={t('project.rename')}
      okButtonProps={{ disabled: wrong !== undefined || name === id || !documents || !tags || !parameters, loading: busy }}
      onOk={go}
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
