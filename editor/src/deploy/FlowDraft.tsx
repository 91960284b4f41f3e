import { WarningOutlined } from '@ant-design/icons'
import { Button, Checkbox, Tag, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { age, moment } from '../model/format'
import type { Problem } from '../model/problem'
import { instant } from '../model/reading'
import { localized } from '../model/text'
import type { Draft, FlowItem } from '../model/types'
import { Refusal } from '../parts/Refusal'
import { useNow } from '../state/clock'
import { useLive } from '../state/live'
import { useMayAt, useMe } from '../state/me'
import { useZone } from '../state/project'
import { useSettings } from '../state/settings'
import { ontoDeployed } from '../state/theirs'
import { useWorkspace } from '../state/workspace'
import { Discard } from './Discard'
import { behind, problemIn, type Drafts } from './plan'

interface FlowDraftProps {
  flow: FlowItem
  drafts: Drafts
  checked: boolean
  /** null: the person may not deploy it. */
  toggle: (() => void) | null
  reload: () => Promise<void>
}

/** The draft of a flow, to choose. */
export function FlowDraft({ flow, drafts, checked, toggle, reload }: FlowDraftProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const mayEdit = useMayAt('edit', `flow:${flow.id}`)
  const { draft } = flow
  if (!draft) return null
  const later = behind(drafts, flow)
  const title = localized(flow.name, language, flow.id)
  return (
    <li>
      <div className="draft-row">
        <Tooltip title={toggle ? undefined : t('deploy.review.noRight')}>
          <Checkbox checked={checked} disabled={!toggle} onChange={() => toggle?.()}>
            {title}
          </Checkbox>
        </Tooltip>
        {!flow.deployed && <Tag>{t('deploy.review.fresh')}</Tag>}
        {draft.deleted && <Tag color="error">{t('deploy.review.deleted')}</Tag>}
        {draft.on_disk && <Tag>{t('deploy.review.onDisk')}</Tag>}
        <By draft={draft} />
        <span className="grow" />
        {mayEdit && <Discard flow={flow.id} title={title} draft={draft} fresh={!flow.deployed} reload={reload} />}
      </div>
      {later && !draft.deleted && mayEdit && <Behind flow={flow.id} draft={draft} author={later.author} revision={later.revision} reload={reload} />}
    </li>
  )
}

/** Whose draft it is, and how old. */
export function By({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const me = useMe((known) => known.me)
  const language = useSettings((settings) => settings.language)
  const zone = useZone()
  const now = useNow() + useLive((live) => live.ahead)
  const at = instant(draft.time) ?? now
  const time = t('deploy.review.ago', { time: age(now - at, language) })
  const author = draft.author === me?.author ? t('deploy.review.you') : draft.author
  return (
    <span className="muted small figures" title={moment(at, zone)}>
      {draft.on_disk ? time : t('deploy.review.by', { author, time })}
    </span>
  )
}

/** Somebody has deployed the flow since the draft was begun: the two can be put together. */
function Behind({ flow, draft, author, revision, reload }: { flow: string; draft: Draft; author: string; revision: number; reload: () => Promise<void> }) {
  const { t } = useTranslation()
  const { client, saver } = useWorkspace()
  const [problem, setProblem] = useState<Problem | null>(null)
  const merge = async () => {
    try {
      await saver.open(`flow:${flow}`)
      await ontoDeployed(client, `flow:${flow}`, draft, author)
      await reload()
    } catch (error) {
      setProblem(problemIn(error))
    }
  }
  return (
    <div className="draft-behind tone-attention">
      <WarningOutlined /> <span>{t('deploy.review.behind', { author, revision })}</span>
      <Button size="small" onClick={() => void merge()}>
        {t('deploy.review.putTogether')}
      </Button>
      {problem && <Refusal problem={problem} />}
    </div>
  )
}
