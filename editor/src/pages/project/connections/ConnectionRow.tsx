import { MoreOutlined } from '@ant-design/icons'
import { Button, Dropdown, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { ConnectionTest } from '../../../forms/ConnectionTest'
import type { ConnectionEntry } from '../../../model/plant'
import { hashOf } from '../../../model/route'
import { nodeStatus } from '../../../model/status'
import { EVERYTHING } from '../../../model/tagRows'
import { localized } from '../../../model/text'
import { StatusTag } from '../../../parts/StatusTag'
import { useConnectionTypes } from '../../../state/connectionTypes'
import { showUses } from '../../../state/finder'
import { useProject } from '../../../state/project'
import { useSettings } from '../../../state/settings'
import { useTagFilter } from '../tags/tagFilter'
import type { Uses } from './useUses'

export interface ConnectionActs {
  edit: (id: string) => void
  copy: (id: string) => void
  rename: (id: string) => void
  remove: (id: string) => void
}

interface ConnectionRowProps {
  id: string
  connection: ConnectionEntry
  uses: Uses
  acts: ConnectionActs | null
}

const READY = () => Promise.resolve()

/** One connection: what it is, how it stands, who uses it, and what can be done. */
export function ConnectionRow({ id, connection, uses, acts }: ConnectionRowProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const kind = useConnectionTypes()?.get(connection.type)
  const state = useProject(({ project }) => project?.connections?.[id])
  const { tone, word } = nodeStatus(state && { ...state, received: 0, sent: 0, errors: 0 }, true, false)
  const said = localized(state?.text, language)
  const host = [connection.config?.['host'], connection.config?.['port']].filter((part) => typeof part === 'string' || typeof part === 'number').join(':')
  return (
    <tr>
      <th scope="row">
        {acts ? (
          <button type="button" className="link-button code" onClick={() => acts.edit(id)}>
            {id}
          </button>
        ) : (
          <span className="code">{id}</span>
        )}
        {host && <div className="muted small">{host}</div>}
      </th>
      <td data-label={t('project.connections.type')}>
        {localized(kind?.title, language, connection.type)}
        <div className="muted small code">{connection.type}</div>
      </td>
      <td data-label={t('project.connections.state')}>
        {state ? <StatusTag tone={tone}>{t(`state.${word}`)}</StatusTag> : <StatusTag tone="off">{t('project.connections.notDeployed')}</StatusTag>}
        {said && <div className="muted small">{said}</div>}
      </td>
      <td data-label={t('project.connections.usedBy')}>
        <span className="links">
          {uses.nodes > 0 && (
            <button type="button" className="link-button" onClick={() => showUses({ kind: 'connection', name: id })}>
              {t('project.connections.nodes', { count: uses.nodes })}
            </button>
          )}
          {uses.tags > 0 && (
            <a href={hashOf({ page: 'project', tab: 'tags' })} onClick={() => useTagFilter.setState({ ...EVERYTHING, connection: id })}>
              {t('project.connections.tags', { count: uses.tags })}
            </a>
          )}
          {uses.nodes + uses.tags === 0 && <span className="muted">{t('project.secrets.unused')}</span>}
        </span>
      </td>
      {acts && (
        <td>
          <Space align="start" wrap>
            {kind?.testable && <ConnectionTest id={id} disabled={false} ready={READY} small />}
            <Button size="small" onClick={() => acts.edit(id)}>{t('project.edit')}</Button>
            <Dropdown
              trigger={['click']}
              menu={{
                items: [
                  { key: 'rename', label: t('project.rename'), onClick: () => acts.rename(id) },
                  { key: 'copy', label: t('project.duplicate'), onClick: () => acts.copy(id) },
                  { key: 'remove', danger: true, label: t('project.delete'), onClick: () => acts.remove(id) },
                ],
              }}
            >
              <Button size="small" type="text" icon={<MoreOutlined />} aria-label={t('project.moreOf', { name: id })} />
            </Dropdown>
          </Space>
        </td>
      )}
    </tr>
  )
}
