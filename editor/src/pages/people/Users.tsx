import { PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../model/people'
import { ListPage } from '../../parts/ListPage'
import { ListTable } from '../../parts/ListTable'
import { OnceShown } from '../../parts/OnceShown'
import { useList } from '../../state/useList'
import { UserDialogs, type Made, type UserAct } from './UserDialogs'
import { useUserColumns } from './useUserColumns'

/** Everybody who may log in or sign on here. */
export default function Users() {
  const { t } = useTranslation()
  const users = useList<User>('users')
  const [search, setSearch] = useState('')
  const [asked, ask] = useState<UserAct | null>(null)
  const [made, setMade] = useState<Made | null>(null)
  const columns = useUserColumns(ask)
  const words = search.toLowerCase()
  const fits = ({ user, name }: User) => `${user} ${name}`.toLowerCase().includes(words)
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => ask({ act: 'add', user: null })}>
      {t('users.add')}
    </Button>
  )
  return (
    <ListPage title={t('project.tabs.users')} polled={users} actions={add}>
      {(data) => (
        <>
          {data.length > 8 && (
            <Input.Search className="list-search" allowClear aria-label={t('users.search')} placeholder={t('users.search')} onChange={(event) => setSearch(event.target.value)} />
          )}
          <ListTable label={t('project.tabs.users')} rows={data.filter(fits)} columns={columns} keyOf={({ user }) => user} empty={t('users.none')} />
          {asked && <UserDialogs asked={asked} ask={ask} changed={users.retry} made={setMade} />}
          {made && !asked && <OnceShown title={t('users.madePassword', { user: made.user })} value={made.password} explain={t('users.tellPassword')} close={() => setMade(null)} />}
        </>
      )}
    </ListPage>
  )
}
