import { useTranslation } from 'react-i18next'
import { moment } from '../../model/format'
import { instant } from '../../model/reading'
import { hashOf } from '../../model/route'
import { localized } from '../../model/text'
import type { Revision } from '../../model/types'
import { useFlows } from '../../state/flows'
import { useZone } from '../../state/project'
import { useSettings } from '../../state/settings'

/** The revisions as links: number, when, who, why, what. */
export function RevisionList({ items, chosen }: { items: readonly Revision[]; chosen: number | null }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const zone = useZone()
  const head = useFlows(({ revision }) => revision)
  const flows = useFlows(({ items: known }) => known)
  const title = (id: string) => localized(flows?.find((each) => each.id === id)?.name, language, id)
  return (
    <ol>
      {items.map(({ revision, time, author, reason, flows: changed, shared }) => {
        const what = [...changed.map(title), ...(shared.length > 0 ? [t('deploy.history.shared')] : [])]
        const at = moment(instant(time) ?? 0, zone)
        return (
          <li key={revision}>
            <a className="revision" href={hashOf({ page: 'history', revision })} aria-current={revision === chosen ? 'page' : undefined}>
              <span className="revision-head">
                <strong className="figures">{revision}</strong>
                <span>{author}</span>
                {revision === head && <span className="change-what">{t('deploy.history.now')}</span>}
                <span className="grow" />
                <span className="muted small figures" title={at}>
                  {at.slice(0, 16)}
                </span>
              </span>
              <span className="clip">{localized(reason, language) || <span className="muted">{t('deploy.history.noReason')}</span>}</span>
              {what.length > 0 && <span className="clip muted small">{what.join(' · ')}</span>}
            </a>
          </li>
        )
      })}
    </ol>
  )
}
