import { Button, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { moment } from '../../../model/format'
import { hashOf, hashOfFlow } from '../../../model/route'
import type { Tone } from '../../../model/status'
import { StatusTag } from '../../../parts/StatusTag'
import { useZone } from '../../../state/project'

export interface Secret {
  name: string
  source: 'store' | 'environment' | null
  time: string | null
  author: string | null
  flows: string[]
  connections: string[]
  stale: boolean
}

interface SecretRowProps {
  secret: Secret
  /** Null: the person may not. */
  set: (() => void) | null
  remove: (() => void) | null
}

/** One secret: whether it is set, who uses it, who changed it when. */
export function SecretRow({ secret, set, remove }: SecretRowProps) {
  const { t } = useTranslation()
  const zone = useZone()
  const { name, source, time, author, flows, connections, stale } = secret
  const word = source === null ? 'missing' : stale ? 'stale' : source
  const tone: Tone = word === 'missing' ? 'failed' : word === 'stale' ? 'attention' : 'neutral'
  const when = time === null ? '' : moment(Date.parse(time), zone)
  const used = flows.length + connections.length > 0
  return (
    <tr>
      <th scope="row" className="code">
        {name}
      </th>
      <td data-label={t('project.secrets.state')}>
        <StatusTag tone={tone} title={t(`project.secrets.hints.${word}`)}>
          {t(`project.secrets.states.${word}`)}
        </StatusTag>
      </td>
      <td data-label={t('project.secrets.usedBy')}>
        {!used && <span className="muted">{t('project.secrets.unused')}</span>}
        <span className="links">
          {connections.map((id) => (
            <a key={`connection ${id}`} href={hashOf({ page: 'project', tab: 'connections' })}>
              {id}
            </a>
          ))}
          {flows.map((id) => (
            <a key={`flow ${id}`} href={hashOfFlow(id)}>
              {id}
            </a>
          ))}
        </span>
      </td>
      <td data-label={t('project.secrets.changed')} className="figures">
        {time && (
          <span title={when}>
            {when.slice(0, 16)} <span className="muted">{author}</span>
          </span>
        )}
      </td>
      <td>
        <Space>
          {set && (
            <Button size="small" onClick={set}>
              {t(source === 'store' ? 'project.secrets.replace' : 'project.secrets.set')}
            </Button>
          )}
          {remove && source === 'store' && (
            <Button size="small" type="text" danger disabled={used} title={used ? t('project.secrets.inUse') : undefined} onClick={remove}>
              {t('project.delete')}
            </Button>
          )}
        </Space>
      </td>
    </tr>
  )
}
