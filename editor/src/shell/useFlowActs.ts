import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client'
import type { DocumentKey } from '../model/document'
import { copyOf, freshId, movedTo } from '../model/flows'
import { localized } from '../model/text'
import type { FlowItem } from '../model/types'
import { close, createDocument } from '../state/documents'
import { readFlows } from '../state/flows'
import { saveFlowOrder } from '../state/flowOrder'
import { useSettings } from '../state/settings'
import { goTo } from '../state/useRoute'
import { useWorkspace } from '../state/workspace'

export interface FlowActs {
  menu: Record<'duplicate' | 'left' | 'right' | 'print' | 'remove' | 'restore', (flow: FlowItem) => void>
  reorder: (ids: string[]) => void
  first: (flow: FlowItem) => boolean
  last: (flow: FlowItem) => boolean
}

/** What can be done with the flows as wholes. Nothing of it counts before it is deployed. */
export function useFlowActs(flows: readonly FlowItem[]): FlowActs {
  const { t } = useTranslation()
  const { client, saver } = useWorkspace()
  const { modal, message } = App.useApp()
  const language = useSettings((settings) => settings.language)
  const ids = flows.map((flow) => flow.id)
  const open = (id: string) => goTo({ page: 'flow', flow: id, inside: null, view: null, node: null })
  const tell = (act: Promise<void>) => {
    act.then(() => readFlows(client)).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error
      void message.error(error.problem.detail || error.problem.title || t('problem.offline'))
    })
  }

  const duplicate = async (flow: FlowItem) => {
    const { document } = await client.document(`flow:${flow.id}`)
    const id = freshId(flow.id, ids, 'flow')
    createDocument(`flow:${id}`, copyOf(document, id))
    open(id)
    await saver.now(`flow:${id}`)
  }
  const reorder = (wanted: string[]) => tell(saveFlowOrder(client, wanted))
  const step = (flow: FlowItem, by: number) => {
    const target = ids[ids.indexOf(flow.id) + by]
    if (target !== undefined) reorder(movedTo(ids, flow.id, target))
  }
  const remove = async (flow: FlowItem) => {
    const key: DocumentKey = `flow:${flow.id}`
    const { etag } = await client.document(key)
    await client.send('DELETE', `flows/${encodeURIComponent(flow.id)}${flow.deployed ? '' : '?draft=1'}`, undefined, { 'If-Match': etag })
    if (flow.deployed) return
    close(key)
    const next = ids.find((id) => id !== flow.id)
    if (next === undefined) goTo({ page: 'flows' })
    else open(next)
  }
  const restore = async (flow: FlowItem) => {
    await client.send('DELETE', `flows/${encodeURIComponent(flow.id)}?draft=1`, undefined, { 'If-Match': flow.draft?.etag ?? '' })
  }
  const ask = (flow: FlowItem) => {
    const name = localized(flow.name, language, flow.id)
    void modal.confirm({
      title: t('first.remove.title', { name }),
      content: t(flow.deployed ? 'first.remove.deployed' : 'first.remove.draft', { count: flow.nodes ?? 0 }),
      okText: t('first.tab.remove'),
      okButtonProps: { danger: true },
      onOk: () => tell(remove(flow)),
    })
  }
  return {
    menu: {
      duplicate: (flow) => tell(duplicate(flow)),
      left: (flow) => step(flow, -1),
      right: (flow) => step(flow, 1),
      print: (flow) => goTo({ page: 'flow', flow: flow.id, inside: null, view: 'document', node: null }),
      remove: ask,
      restore: (flow) => tell(restore(flow)),
    },
    reorder,
    first: (flow) => ids[0] === flow.id,
    last: (flow) => ids.at(-1) === flow.id,
  }
}
