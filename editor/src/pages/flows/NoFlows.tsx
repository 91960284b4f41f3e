import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'

/** What to do with a project that has no flows yet. */
export function NoFlows() {
  const { t } = useTranslation()
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('flows.empty')}>
      <p className="muted">{t('flows.emptyHint')}</p>
    </Empty>
  )
}
