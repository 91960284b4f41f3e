import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { hashOf } from '../../model/route'

/** A link to a revision that there is not: what there is, and the way there. */
export function NoRevision({ revision, newest }: { revision: number; newest: number | null }) {
  const { t } = useTranslation()
  const said = newest === null ? t('deploy.history.empty') : t(revision > newest ? 'deploy.history.notYet' : 'deploy.history.notKept', { revision, newest })
  return (
    <section className="revision-view no-revision">
      <h2>{t('deploy.history.noRevision', { revision })}</h2>
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={said}>
        <a href={newest === null ? hashOf({ page: 'flows' }) : hashOf({ page: 'history', revision: newest })}>{newest === null ? t('deploy.history.toFlows') : t('deploy.history.toNewest', { newest })}</a>
      </Empty>
    </section>
  )
}
