import { PlusOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { instant } from '../../model/reading'
import { FormDialog } from '../../parts/FormDialog'
import { ListPage } from '../../parts/ListPage'
import { ListTable } from '../../parts/ListTable'
import { Moment } from '../../parts/Moment'
import { OnceShown } from '../../parts/OnceShown'
import { StatusTag } from '../../parts/StatusTag'
import { useNow } from '../../state/clock'
import { useList } from '../../state/useList'
import { useAreas, useRights } from '../../state/useRoles'
import { useWorkspace } from '../../state/workspace'
import { TokenDialog } from './TokenDialog'

export interface Token {
  id: string
  name: string
  owner: string
  rights: string[]
  areas: string[] | null
  created: string
  expires: string | null
  used: string | null
}

/** What programs show instead of a password. */
export default function Tokens() {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const tokens = useList<Token>('tokens')
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const [revoked, revoke] = useState<Token | null>(null)
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t('tokens.add')}
    </Button>
  )
  const close = () => {
    setAdding(false)
    setMade(null)
    revoke(null)
    tokens.retry()
  }
  return (
    <ListPage title={t('project.tabs.tokens')} explain={t('tokens.explain')} polled={tokens} actions={add}>
      {(data) => (
        <>
          <TokenTable tokens={data} revoke={revoke} />
          {made !== null ? <OnceShown title={t('tokens.made')} value={made} explain={t('tokens.madeExplain')} close={close} /> : adding && <TokenDialog made={setMade} close={close} />}
          {revoked && (
            <FormDialog title={t('tokens.revokeOf', { name: revoked.name })} ok={t('tokens.revoke')} danger submit={() => client.send('DELETE', `tokens/${revoked.id}`)} close={close}>
              <p>{t('tokens.revokeLost')}</p>
            </FormDialog>
          )}
        </>
      )}
    </ListPage>
  )
}

function TokenTable({ tokens, revoke }: { tokens: readonly Token[]; revoke: (token: Token) => void }) {
  const { t } = useTranslation()
  const { titleOf } = useRights()
  const areas = useAreas()
  return (
    <ListTable
      label={t('project.tabs.tokens')}
      rows={tokens}
      keyOf={({ id }) => id}
      empty={t('tokens.none')}
      columns={[
        { id: 'name', title: t('tokens.name'), cell: ({ name, owner }) => <span className="two-lines"><span className="clip">{name}</span><span className="muted small">{owner || t('tokens.machine')}</span></span> },
        {
          id: 'rights',
          title: t('tokens.rights'),
          cell: ({ rights, areas: within }) => (
            <span className="tags">
              {rights.map((right) => (
                <Tag key={right} title={titleOf(right)}>
                  {right}
                </Tag>
              ))}
              {within !== null && <span className="muted small">{within.map(areas.titleOf).join(', ')}</span>}
            </span>
          ),
        },
        { id: 'expires', title: t('tokens.expires'), width: '150px', cell: ({ expires }) => <Expiry expires={expires} /> },
        { id: 'used', title: t('tokens.used'), width: '150px', cell: ({ used }) => <Moment time={used} /> },
        { id: 'acts', title: '', width: '104px', cell: (token) => <Button size="small" type="text" danger onClick={() => revoke(token)}>{t('tokens.revoke')}</Button> },
      ]}
    />
  )
}

function Expiry({ expires }: { expires: string | null }) {
  const { t } = useTranslation()
  const now = useNow()
  if (expires === null) return <span>{t('tokens.never')}</span>
  const over = (instant(expires) ?? now) <= now
  return (
    <span className="two-lines">
      <Moment time={expires} />
      {over && <StatusTag tone="attention">{t('tokens.over')}</StatusTag>}
    </span>
  )
}
