import { CheckOutlined, DeleteOutlined, EditOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { holders, type Role, type User } from '../../model/people'
import { useAreas, useRights } from '../../state/useRoles'
import { useText } from '../../state/useText'

interface RightsMatrixProps {
  roles: readonly Role[]
  users: readonly User[]
  change: (role: Role) => void
  remove: (role: Role) => void
}

/** Rights down, roles across: a mark where a role has a right. */
export function RightsMatrix({ roles, users, change, remove }: RightsMatrixProps) {
  const { t } = useTranslation()
  const text = useText()
  const { rights } = useRights()
  const areas = useAreas()
  return (
    <div className="matrix" role="region" aria-label={t('roles.matrix')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('roles.right')}</th>
            {roles.map((role) => (
              <th key={role.role} scope="col">
                {text(role.title, role.role)}
                {!role.builtin && (
                  <span className="matrix-acts">
                    <Button size="small" type="text" icon={<EditOutlined />} aria-label={t('roles.editOf', { role: text(role.title, role.role) })} onClick={() => change(role)} />
                    <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('roles.deleteOf', { role: text(role.title, role.role) })} onClick={() => remove(role)} />
                  </span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rights.map(({ right, title }) => (
            <tr key={right}>
              <th scope="row">
                {text(title)} <span className="muted code">{right}</span>
              </th>
              {roles.map((role) => (
                <td key={role.role}>{role.rights.includes(right) ? <CheckOutlined aria-label={t('roles.yes')} /> : <span className="muted" aria-label={t('roles.no')}>·</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('roles.who')}</th>
            {roles.map(({ role }) => (
              <td key={role} className="small">
                {holders(users, role).map(({ user, area }) => (
                  <div key={`${user} ${area ?? ''}`} className="clip" title={user}>
                    {user}
                    {area !== null && <span className="muted"> · {areas.titleOf(area)}</span>}
                  </div>
                ))}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}
