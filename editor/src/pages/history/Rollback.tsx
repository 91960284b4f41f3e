import { RollbackOutlined } from '@ant-design/icons'
import { App, Button, Modal, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChangeList } from '../../deploy/ChangeList'
import { PlanFaults } from '../../deploy/PlanFaults'
import { documentsOf, problemIn, rollbackPlanned, rolledBack, type Plan } from '../../deploy/plan'
import { Restarts } from '../../deploy/Restarts'
import { ReviewFoot } from '../../deploy/ReviewFoot'
import { SecondPerson } from '../../deploy/SecondPerson'
import { useNames } from '../../deploy/useNames'
import type { AnyDocument } from '../../model/document'
import type { Problem } from '../../model/problem'
import { Refusal } from '../../parts/Refusal'
import { lookAgain } from '../../state/deploy'
import { useWorkspace } from '../../state/workspace'
import { filesOf, flowsIn } from './useCompared'

interface RollbackProps {
  revision: number
  head: number
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

const NO_DOCUMENTS: ReadonlyMap<string, AnyDocument[]> = new Map()

function RollbackDialog({ revision, head, close }: RollbackProps & { close: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const { message } = App.useApp()
  const [found, setFound] = useState<{ plan: Plan; documents: Map<string, AnyDocument[]> } | null>(null)
  const plan = found?.plan ?? null
  const names = useNames(found?.documents ?? NO_DOCUMENTS)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [reason, setReason] = useState('')
  const [signed, setSigned] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    const read = async () => {
      const made = await rollbackPlanned(client, revision, head)
      const flows = [...made.changes.map(({ flow }) => flow ?? ''), ...[...made.restart, ...made.start, ...made.stop].map((path) => path.replace(/\/.*/, ''))]
      const [documents, files] = await Promise.all([documentsOf(client, [...new Set(flows)].filter(Boolean)), filesOf(client, revision)])
      // What comes back is known by the revision that it comes from.
      const back = flowsIn(files)
      setFound({ plan: made, documents: new Map([...documents].map(([id, known]) => [id, [...known, ...[back.get(id)].flatMap((each) => each ?? [])]])) })
    }
    read().catch((error: unknown) => setProblem(problemIn(error)))
  }, [client, revision, head])
  const needsSecond = plan !== null && plan.protected.length > 0
  const unsigned = needsSecond && signed === null
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
      width={880}
      className="review"
      title={t('deploy.history.rollbackTitle', { revision })}
      onCancel={close}
      footer={
        <ReviewFoot
          reason={reason}
          setReason={setReason}
          hint={t('deploy.history.rollbackReason')}
          label={t('deploy.history.rollback')}
          busy={busy}
          ready={plan !== null && !faulty && !unsigned}
          why={faulty ? t('deploy.review.whyFaults') : unsigned ? t('deploy.second.why') : null}
          go={() => void go()}
          close={close}
          danger
        />
      }
    >
      <p className="muted">{t('deploy.history.rollbackHint')}</p>
      {problem && <Refusal problem={problem} />}
      {!plan && !problem && <Skeleton active />}
      {plan && (
        <>
          <PlanFaults faults={plan.faults} names={names} close={close} />
          <h3>{t('deploy.review.changes')}</h3>
          {plan.changes.length === 0 ? <p className="muted">{t('deploy.review.same')}</p> : <ChangeList changes={plan.changes} names={names} flowTitle={names.flow} go={null} />}
          <Restarts plan={plan} names={names} />
          {needsSecond && plan.record && <SecondPerson plan={plan} record={plan.record} flowTitle={names.flow} signed={signed} sign={setSigned} />}
        </>
      )}
    </Modal>
  )
}
