import { Alert } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Change } from '../model/changes'
import { moment } from '../model/format'
import { instant } from '../model/reading'
import { localized } from '../model/text'
import type { Revision } from '../model/types'
import { useZone } from '../state/project'
import { useWorkspace } from '../state/workspace'
import { ChangeList } from './ChangeList'
import { documentsOf } from './plan'
import { useNames } from './useNames'
import type { Meanwhile } from './useReview'
import type { AnyDocument } from '../model/document'

/** Why a deploy was refused: somebody else was first; who, when and what. */
export function MeanwhileAlert({ meanwhile: { revisions } }: { meanwhile: Meanwhile }) {
  const { t } = useTranslation()
  if (revisions.length === 0) return <Alert type="warning" showIcon title={t('deploy.meanwhile.stale')} />
  return (
    <Alert
      type="warning"
      showIcon
      title={t('deploy.meanwhile.title')}
      description={
        <>
          <p>{t('deploy.meanwhile.hint')}</p>
          {revisions.map((each) => (
            <Deployed key={each.revision} revision={each} />
          ))}
        </>
      }
    />
  )
}

function Deployed({ revision: { revision, author, time, reason } }: { revision: Revision }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const zone = useZone()
  const [found, setFound] = useState<{ changes: Change[]; documents: Map<string, AnyDocument[]> }>({ changes: [], documents: new Map() })
  const names = useNames(found.documents)
  useEffect(() => {
    const read = async () => {
      const { changes } = await client.get<{ changes: Change[] }>(`history/${revision}`)
      const flows = [...new Set(changes.flatMap(({ flow }) => flow ?? []))]
      setFound({ changes, documents: await documentsOf(client, flows) })
    }
    read().catch(() => undefined)
  }, [client, revision])
  const said = localized(reason, names.language)
  return (
    <div className="meanwhile">
      <strong>{t('deploy.history.revision', { revision })}</strong> · {author} · <span className="figures">{moment(instant(time) ?? 0, zone)}</span>
      {said && <> · {said}</>}
      <ChangeList changes={found.changes} names={names} flowTitle={names.flow} go={null} />
    </div>
  )
}
