import { TeamOutlined } from '@ant-design/icons'
import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { partsOf, type Scope } from '../model/document'
import { placeOf, useOthersAt } from '../state/presence'
import { useSelection } from '../state/selection'

/** On the tab of a flow: who else has it open. */
export function OthersMark({ flow }: { flow: string }) {
  const { t } = useTranslation()
  const others = useOthersAt(flow)
  if (others.length === 0) return null
  const said = t('deploy.people.onFlow', { names: namesOf(others) })
  return (
    <Tooltip title={said}>
      <TeamOutlined className="others-mark" aria-label={said} />
    </Tooltip>
  )
}

/** Says that somebody else is at the node that is chosen. */
export function SameNode({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const { kind, id } = partsOf(scope.key)
  const [node] = useSelection(({ nodes }) => nodes)
  const others = useOthersAt(kind === 'flow' ? id : null, node === undefined ? null : placeOf(scope.inside, node))
  if (others.length === 0) return null
  return (
    <p className="same-node tone-attention" role="status">
      <TeamOutlined /> {t('deploy.people.same', { names: namesOf(others) })}
    </p>
  )
}

function namesOf(people: readonly { author: string }[]): string {
  return [...new Set(people.map(({ author }) => author))].join(' · ')
}
