import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role, User } from '../../model/people'
import { ListPage } from '../../parts/ListPage'
import { FormDialog } from '../../parts/FormDialog'
import { useList } from '../../state/useList'
import { useText } from '../../state/useText'
import { useWorkspace } from '../../state/workspace'
import { RightsMatrix } from './RightsMatrix'
import { RoleDialog } from './RoleDialog'

type Asked = { act: 'add' | 'edit' | 'delete'; role: Role | null }

/** What each role may do, as one table, and who has it. */
export default function Roles() {
  const { t } = useTranslation()
  const text = useText()
  const { client } = useWorkspace()
  const roles = useList<Role>('roles')
  const users = useList<User>('users')
  const [asked, ask] = useState<Asked | null>(null)
  const close = () => {
    roles.retry()
    ask(null)
  }
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => ask({ act: 'add', role: null })}>
      {t('roles.add')}
    </Button>
  )
  return (
    <ListPage title={t('project.tabs.roles')} explain={t('roles.explain')} polled={roles} actions={add}>
      {(data) => (
        <>
          <RightsMatrix roles={data} users={users.data ?? []} change={(role) => ask({ act: 'edit', role })} remove={(role) => ask({ act: 'delete', role })} />
          {asked && asked.act !== 'delete' && <RoleDialog role={asked.role} close={close} />}
          {asked?.role && asked.act === 'delete' && (
            <FormDialog title={t('roles.deleteOf', { role: text(asked.role.title, asked.role.role) })} ok={t('dialog.delete')} danger submit={() => client.send('DELETE', `roles/${encodeURIComponent(asked.role?.role ?? '')}`)} close={close}>
              <p>{t('roles.deleteLost')}</p>
            </FormDialog>
          )}
        </>
      )}
    </ListPage>
  )
}
