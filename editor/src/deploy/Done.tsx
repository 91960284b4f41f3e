import { CheckCircleOutlined } from '@ant-design/icons'
import { Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { latency } from '../model/format'
import { hashOf } from '../model/route'
import { PlanFaults } from './PlanFaults'
import type { Plan } from './plan'
import { Restarts } from './Restarts'
import type { AllNames } from './useNames'

/** Whether a deploy did more than begin what is new: then it is not enough to say that it is done. */
export function worthReading({ restart, stop, gaps, faults }: Plan): boolean {
  return restart.length + stop.length + Object.keys(gaps).length + faults.length > 0
}

/** What a deploy has done. */
export function Done({ plan, names, close }: { plan: Plan; names: AllNames; close: () => void }) {
  const { t } = useTranslation()
  const gaps = Object.entries(plan.gaps)
  return (
    <Modal
      open
      width={640}
      className="review"
      title={
        <span className="done-title">
          <CheckCircleOutlined /> {t('deploy.done.title', { revision: plan.revision })}
        </span>
      }
      onCancel={close}
      footer={
        <Button type="primary" onClick={close} autoFocus>
          {t('deploy.review.close')}
        </Button>
      }
    >
      <Restarts plan={plan} names={names} done />
      {gaps.map(([node, seconds]) => (
        <p key={node} className="muted">
          {t('deploy.restart.gap', { node: names.node(node), time: latency(seconds) })}
        </p>
      ))}
      <PlanFaults faults={plan.faults} names={names} close={close} />
      <p>
        <a href={hashOf({ page: 'history', revision: plan.revision })} onClick={close}>
          {t('deploy.done.history')}
        </a>
      </p>
    </Modal>
  )
}
