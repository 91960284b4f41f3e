import { EllipsisOutlined } from '@ant-design/icons'
import { Button, Dropdown, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { User } from '../../model/people'
import { Moment } from '../../parts/Moment'
import type { Column } from '../../parts/ListTable'
import { StatusTag } from '../../parts/StatusTag'
import { useAreas, useRoles } from '../../state/useRoles'
import { USER_ACTS, type UserAct } from './UserDialogs'

/** What the list of people shows of each. */
export function useUserColumns(ask: (asked: UserAct) => void): Column<User>[] {
  const { t } = useTranslation()
  return [
    {
      id: 'user',
      title: t('users.user'),
      cell: ({ user, name }) => (
        <span className="two-lines">
          <span className="clip" title={user}>{name || user}</span>
          {name && <span className="muted small clip">{user}</span>}
        </span>
      ),
    },
    { id: 'roles', title: t('users.roles'), cell: (user) => <Grants user={user} /> },
    { id: 'shows', title: t('users.shows'), cell: (user) => <Shows user={user} /> },
    { id: 'seen', title: t('users.seen'), width: '136px', cell: ({ seen }) => <Moment time={seen} /> },
    { id: 'acts', title: '', width: '56px', cell: (user) => <UserMenu user={user} ask={ask} /> },
  ]
}

function Grants({ user }: { user: User }) {
  const { t } = useTranslation()
  const { titleOf } = useRoles()
  const areas = useAreas()
  if (user.grants.length === 0) return <StatusTag tone="off">{t('users.noRole')}</StatusTag>
  return (
    <span className="tags">
      {user.grants.map(({ role, area }) => (
        <Tag key={`${role} ${area ?? ''}`}>
          {titleOf(role)}
          {area !== null && <span className="muted"> · {areas.titleOf(area)}</span>}
        </Tag>
      ))}
    </span>
  )
}

/** How they can show who they are, and what keeps them from it. */
function Shows({ user }: { user: User }) {
  const { t } = useTranslation()
  const ways = [
    user.password && t('users.way.password'),
    user.totp && t('users.way.totp'),
    user.subject !== null && t('users.way.provider'),
    user.badges > 0 && t('users.way.badges', { count: user.badges }),
    user.pin && t('users.way.pin'),
  ].filter((way) => way !== false)
  return (
    <span className="two-lines">
      <span>{ways.length ? ways.join(', ') : t('users.way.none')}</span>
      {user.disabled && <StatusTag tone="off">{t('users.disabled')}</StatusTag>}
      {!user.disabled && user.must_change && <StatusTag tone="info">{t('users.mustChange')}</StatusTag>}
    </span>
  )
}

function UserMenu({ user, ask }: { user: User; ask: (asked: UserAct) => void }) {
  const { t } = useTranslation()
  const offered = USER_ACTS.filter((act) => act !== 'totp' || user.totp)
  const items = offered.map((act) => ({ key: act, label: t(`users.act.${act}`), danger: act === 'delete' }))
  const menu = { items, onClick: ({ key }: { key: string }) => ask({ act: key as (typeof USER_ACTS)[number], user }) }
  return (
    <Dropdown menu={menu} trigger={['click']} placement="bottomRight">
      <Button type="text" icon={<EllipsisOutlined />} aria-label={t('users.actsOf', { user: user.user })} />
    </Dropdown>
  )
}
