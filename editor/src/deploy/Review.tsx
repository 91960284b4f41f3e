import { Alert, App, Modal, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useMe } from '../state/me'
import { useMedia } from '../state/useMedia'
import { ChangeList } from './ChangeList'
import { Done, worthReading } from './Done'
import { DraftList } from './DraftList'
import { PlanFaults } from './PlanFaults'
import { MeanwhileAlert } from './MeanwhileAlert'
import { missingRights, useRightNames } from './rights'
import { Restarts } from './Restarts'
import { ReviewFoot } from './ReviewFoot'
import { SecondPerson } from './SecondPerson'
import { useNames } from './useNames'
import { useReview } from './useReview'

/** Looks over what would be deployed, and deploys it. */
export default function Review({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const review = useReview()
  const { drafts, chosen, plan, problem, meanwhile, busy, done } = review
  const keys = useMedia('(pointer: fine)') // on a phone the keyboard would hide what is to be read
  const [reason, setReason] = useState('')
  const [signed, setSigned] = useState<{ record: string; name: string } | null>(null)
  const me = useMe((known) => known.me)
  const names = useNames(review.documents)
  const rightNames = useRightNames()
  const missing = plan ? missingRights(plan, me, drafts?.project ?? null) : []
  const record = JSON.stringify(plan?.record ?? null)
  const needsSecond = plan !== null && plan.protected.length > 0
  const faulty = plan?.faults.some(({ severity }) => severity === 'error') === true
  const ready = plan !== null && !faulty && missing.length === 0 && (!needsSecond || signed?.record === record)
  useEffect(() => {
    if (!done || worthReading(done)) return
    void message.success(t('deploy.done.title', { revision: done.revision }))
    close()
  }, [done, close, message, t])
  if (done && !worthReading(done)) return null
  if (done) return <Done plan={done} names={names} close={close} />
  return (
    <Modal
      open
      width={880}
      className="review"
      title={t('deploy.review.title')}
      onCancel={close}
      mask={{ closable: false }}
      footer={
        <ReviewFoot
          reason={reason}
          setReason={setReason}
          hint={t('deploy.review.reasonHint')}
          label={busy ? t('deploy.review.going') : t('deploy.review.go')}
          busy={busy}
          ready={ready}
          why={plan === null || ready ? null : faulty ? t('deploy.review.whyFaults') : missing.length > 0 ? t('deploy.review.whyRights') : t('deploy.second.why')}
          go={() => void review.deploy(reason)}
          close={close}
          focus={keys}
        />
      }
    >
      {meanwhile && <MeanwhileAlert meanwhile={meanwhile} />}
      {problem && <ProblemAlert problem={problem} retry={() => void review.reload()} />}
      {problem && problem.faults.length > 1 && <PlanFaults faults={problem.faults} names={names} close={close} />}
      {!drafts && !problem && <Skeleton active paragraph={{ rows: 6 }} />}
      {drafts && <DraftList drafts={drafts} chosen={chosen} choose={review.choose} reload={review.reload} />}
      {drafts && chosen.flows.size === 0 && !chosen.shared && <p className="muted">{t('deploy.review.none')}</p>}
      {plan && (
        <>
          <PlanFaults faults={plan.faults} names={names} close={close} />
          {missing.length > 0 && <Alert type="error" showIcon title={t('deploy.review.missing', { rights: missing.map(rightNames).join(' · ') })} />}
          <h3>{t('deploy.review.changes')}</h3>
          {plan.changes.length === 0 ? <p className="muted">{t('deploy.review.same')}</p> : <ChangeList changes={plan.changes} names={names} flowTitle={names.flow} go={close} />}
          {!faulty && <Restarts plan={plan} names={names} />}
          {needsSecond && plan.record && (
            <SecondPerson
              key={record}
              plan={plan}
              record={plan.record}
              flowTitle={names.flow}
              signed={signed?.record === record ? signed.name : null}
              sign={(name) => setSigned({ record, name })}
            />
          )}
        </>
      )}
    </Modal>
  )
}
