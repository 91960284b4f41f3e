import { CloudUploadOutlined } from '@ant-design/icons'
import { Badge, Button, Tooltip } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useOffered } from '../state/commands'
import { useDraftCount } from '../state/deploy'
import { useDocuments } from '../state/documents'
import { useMaySomewhere } from '../state/me'

const Review = lazy(() => import('./Review'))

/** Opens the review of what is drafted; says how much that is, or why it cannot be done. */
export function DeployButton() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const count = useDraftCount()
  const waiting = useDocuments(({ open: documents }) => Object.values(documents).some((each) => each && each.saving !== 'saved'))
  const may = useMaySomewhere('deploy')
  const why = !may ? t('deploy.noRight') : count === 0 && !waiting ? t('deploy.nothing') : null
  useOffered([{ id: 'deploy', title: 'deploy.label', keys: ['Mod+Shift+D'], run: () => setOpen(true), enabled: () => why === null }])
  return (
    <>
      <Tooltip title={why ?? t('deploy.count', { count })}>
        <Badge count={count} size="small" color="var(--ant-color-primary-active)" className="deploy-count">
          <Button type="primary" icon={<CloudUploadOutlined />} disabled={why !== null} onClick={() => setOpen(true)} aria-label={t('deploy.label')} aria-describedby="deploy-why">
            {t('deploy.label')}
          </Button>
        </Badge>
      </Tooltip>
      <span id="deploy-why" hidden>
        {why ?? t('deploy.count', { count })}
      </span>
      {open && (
        <Suspense>
          <Review close={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
