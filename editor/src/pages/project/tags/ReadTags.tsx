import { PlayCircleOutlined } from '@ant-design/icons'
import { App, Button, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { freshId } from '../../../model/flows'
import { flowOfTags } from '../../../model/tagFlow'
import type { PlacedRow } from '../../../model/tagRows'
import { createDocument } from '../../../state/documents'
import { readFlows, useFlows } from '../../../state/flows'
import { useNodeTypes } from '../../../state/nodeTypes'
import { useTried } from '../../../state/useAct'
import { goTo } from '../../../state/useRoute'
import { useWorkspace } from '../../../state/workspace'

interface ReadTagsProps {
  rows: readonly PlacedRow[]
  connections: ReadonlyMap<string, string> | null
}

/** Makes a flow that reads the chosen tags, the shortest way from a list to live values, and goes there. */
export function ReadTags({ rows, connections }: ReadTagsProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { client } = useWorkspace()
  const tried = useTried()
  const types = useNodeTypes((known) => known.types)
  const tags = rows.flatMap(({ cells: { id, connection } }) => (id && connection ? [{ id, connection, type: connections?.get(connection) ?? '' }] : []))
  const make = async () => {
    await readFlows(client)
    const id = freshId('read-tags', (useFlows.getState().items ?? []).map((flow) => flow.id), 'flow')
    const { flow, unread } = flowOfTags(id, t('project.tags.readName'), tags, types?.values() ?? [])
    if (unread.length) void message.warning(t('project.tags.unread', { count: unread.length, first: unread[0] ?? '' }), 8)
    if (Object.keys(flow.nodes).length === 0) return
    createDocument(`flow:${id}`, flow)
    goTo({ page: 'flow', flow: id, inside: null, view: 'canvas', node: null })
  }
  return (
    <Tooltip title={t('project.tags.readHint')}>
      <Button icon={<PlayCircleOutlined />} disabled={tags.length === 0 || !types || !connections} onClick={() => void tried(make)}>
        {t('project.tags.read', { count: tags.length })}
      </Button>
    </Tooltip>
  )
}
