import { Alert, Button, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Difference, Whose } from '../../../model/sharedMerge'
import { preview } from '../../../model/value'

const SHOWN = 20

/** Somebody else has drafted another thing at the same place: both sides, and whose counts. */
export function ConflictPanel({ conflicts, settle }: { conflicts: readonly Difference[]; settle: (whose: Whose) => void }) {
  const { t } = useTranslation()
  const shown = (value: unknown) => (value === undefined ? t('project.conflict.gone') : preview(value, 60))
  return (
    <Alert
      type="warning"
      showIcon
      title={t('project.conflict.title')}
      description={
        <>
          <table className="clashes">
            <thead>
              <tr>
                <th scope="col">{t('project.conflict.place')}</th>
                <th scope="col">{t('project.conflict.mine')}</th>
                <th scope="col">{t('project.conflict.theirs')}</th>
              </tr>
            </thead>
            <tbody>
              {conflicts.slice(0, SHOWN).map(({ path, mine, theirs }) => (
                <tr key={path.join('\n')}>
                  <th scope="row" className="code">
                    {path.join(' › ')}
                  </th>
                  <td>{shown(mine)}</td>
                  <td>{shown(theirs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {conflicts.length > SHOWN && <p>{t('project.conflict.more', { count: conflicts.length - SHOWN })}</p>}
          <Space wrap>
            <Button onClick={() => settle('mine')}>{t('project.conflict.keepMine')}</Button>
            <Button onClick={() => settle('theirs')}>{t('project.conflict.takeTheirs')}</Button>
          </Space>
        </>
      }
    />
  )
}
