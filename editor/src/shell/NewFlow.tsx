import { Divider, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Templates } from '../first/Templates'
import { emptyFlow, freshId, freshName } from '../model/flows'
import { createDocument, openFlows } from '../state/documents'
import { useFlows } from '../state/flows'
import { useFreeIds } from '../state/useFreeIds'
import { goTo } from '../state/useRoute'

/** Asks for the name of a new flow, and offers one; its id follows from that until somebody writes another. */
export default function NewFlow({ listed, close }: { listed: readonly string[]; close: () => void }) {
  const { t } = useTranslation()
  // What was begun a moment ago is not listed yet.
  const [begun] = useState(openFlows)
  const [name, setName] = useState(() => freshName(t('first.flow'), [...(useFlows.getState().items ?? []), ...begun].map((flow) => flow.name)))
  const [written, setWritten] = useState<string | null>(null)
  const taken = [...listed, ...begun.map((flow) => flow.id)]
  const free = useFreeIds(taken)
  const id = written ?? free?.[0] ?? freshId(name, taken, 'flow')
  const fault = faultOf(id)
  const create = () => {
    if (fault !== null) return
    createDocument(`flow:${id}`, emptyFlow(id, name.trim() || id))
    close()
    goTo({ page: 'flow', flow: id, inside: null, view: 'canvas', node: null })
  }
  return (
    <Modal open title={t('first.newFlow')} okText={t('first.create')} onOk={create} onCancel={close} width={640} okButtonProps={{ disabled: fault !== null }}>
      <Form layout="vertical" onFinish={create}>
        <Form.Item label={t('first.name')} htmlFor="new-flow-name">
          <Input id="new-flow-name" autoFocus value={name} onChange={({ target }) => setName(target.value)} onPressEnter={create} onFocus={({ target }) => target.select()} placeholder={t('first.namePlaceholder')} />
        </Form.Item>
        <Form.Item label={t('first.id')} htmlFor="new-flow-id" validateStatus={fault ? 'error' : ''} help={fault ?? t('first.idHelp')}>
          <Input id="new-flow-id" className="code" value={id} onChange={({ target }) => setWritten(target.value)} onPressEnter={create} maxLength={64} />
        </Form.Item>
      </Form>
      {free === null && (
        <>
          <Divider plain>{t('first.orTemplate')}</Divider>
          <div className="first-choices">
            <Templates taken={taken} done={close} />
          </div>
        </>
      )}
    </Modal>
  )

  function faultOf(wanted: string): string | null {
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(wanted)) return t('first.idFault')
    if (free !== null && !free.includes(wanted)) return t('first.idFree', { ids: free.join(', ') })
    return taken.some((other) => other.toLowerCase() === wanted.toLowerCase()) ? t('first.idTaken', { id: wanted }) : null
  }
}
