import { RollbackOutlined } from '@ant-design/icons'
import { App, Button, Input, Modal, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChangeList } from '../../deploy/ChangeList'
import { FaultList } from '../../deploy/FaultList'
import { problemIn, rollbackPlanned, rolledBack, type Plan } from '../../deploy/plan'
import { Restarts } from '../../deploy/Restarts'
import { SecondPerson } from '../../deploy/SecondPerson'
import type { AllNames } from '../../deploy/useNames'
import type { Problem } from '../../model/problem'
import { Refusal } from '../../parts/Refusal'
import { lookAgain } from '../../state/deploy'
import { useWorkspace } from '../../state/workspace'

interface RollbackProps {
  revision: number
  head: number
  names: AllNames
}

/** Goes back to an earlier revision, after showing what that does. */
export function Rollback(props: RollbackProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button icon={<RollbackOutlined />} onClick={() => setOpen(true)}>
        {t('deploy.history.rollback')}
      </Button>
      {open && <RollbackDialog {...props} close={() => setOpen(false)} />}
    </>
  )
}

function RollbackDialog({ revision, head, names, close }: RollbackProps & { close: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const { message } = App.useApp()
  const [plan, setPlan] = useState<Plan | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [reason, setReason] = useState('')
  const [signed, setSigned] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    rollbackPlanned(client, revision, head).then(setPlan, (error: unknown) => setProblem(problemIn(error)))
  }, [client, revision, head])
  const needsSecond = plan !== null && plan.protected.length > 0
  const faulty = plan?.faults.some(({ severity }) => severity === 'error') === true
  const go = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const made = await rolledBack(client, revision, head, reason)
      lookAgain()
      void message.success(t('deploy.history.rollbackDone', { revision: made.revision, old: revision }))
      close()
    } catch (error) {
      setProblem(problemIn(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      width={760}
      className="review"
      title={t('deploy.history.rollbackTitle', { revision })}
      onCancel={close}
      footer={
        <div className="review-foot">
          <Input value={reason} maxLength={1000} placeholder={t('deploy.history.rollbackReason')} aria-label={t('deploy.review.reason')} onChange={({ target }) => setReason(target.value)} />
          <Button onClick={close}>{t('deploy.review.cancel')}</Button>
          <Button type="primary" danger loading={busy} disabled={!plan || faulty || (needsSecond && signed === null)} onClick={() => void go()}>
            {t('deploy.history.rollback')}
          </Button>
        </div>
      }
    >
      <p className="muted">{t('deploy.history.rollbackHint')}</p>
      {problem && <Refusal problem={problem} />}
      {!plan && !problem && <Skeleton active />}
      {plan && (
        <>
          <FaultList faults={plan.faults} names={names} close={close} />
          <h3>{t('deploy.review.changes')}</h3>
          {plan.changes.length === 0 ? <p className="muted">{t('deploy.review.same')}</p> : <ChangeList changes={plan.changes} names={names} flowTitle={names.flow} linked={false} />}
          <Restarts plan={plan} names={names} />
          {needsSecond && plan.record && <SecondPerson plan={plan} record={plan.record} flowTitle={names.flow} signed={signed} sign={setSigned} />}
        </>
      )}
    </Modal>
  )
}
