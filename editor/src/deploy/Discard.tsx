import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { condition } from '../api/client'
import type { Problem } from '../model/problem'
import type { Draft } from '../model/types'
import { Refusal } from '../parts/Refusal'
import { close } from '../state/documents'
import { useFlows } from '../state/flows'
import { useMe } from '../state/me'
import { useWorkspace } from '../state/workspace'
import { planned, problemIn } from './plan'

interface DiscardProps {
  /** The flow, or the file that flows share. */
  flow?: string
  file?: string
  title: string
  draft: Draft
  /** It was never deployed. */
  fresh: boolean
  reload: () => Promise<void>
}

/** Forgets a draft, after saying what is lost. */
export function Discard({ flow, file, title, draft, fresh, reload }: DiscardProps) {
  const { t } = useTranslation()
  const { client, saver } = useWorkspace()
  const me = useMe((known) => known.me)
  const [count, setCount] = useState<number | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const author = draft.author === me?.author ? t('deploy.review.you') : draft.author
  const ask = (open: boolean) => {
    if (!open || flow === undefined) return
    const { revision } = useFlows.getState()
    planned(client, { revision, flows: { [flow]: draft.etag }, project: null }).then(({ changes }) => setCount(changes.length), () => setCount(null))
  }
  const hint = draft.on_disk
    ? t('deploy.review.discardOnDisk')
    : fresh
      ? t('deploy.review.discardNew')
      : flow === undefined || count === null
        ? t('deploy.review.discardShared', { author, name: title })
        : t('deploy.review.discardHint', { author, count })
  const discard = async () => {
    try {
      if (flow === undefined) await client.send('DELETE', `project/drafts/${encodeURIComponent(file ?? '')}`)
      else await client.send('DELETE', `flows/${encodeURIComponent(flow)}?draft=1`, undefined, condition(draft.etag))
      if (flow !== undefined && fresh) close(`flow:${flow}`)
      else if (flow !== undefined) await saver.follow(`flow:${flow}`)
      await reload()
    } catch (error) {
      setProblem(problemIn(error))
    }
  }
  return (
    <>
      {problem && <Refusal problem={problem} />}
      <Popconfirm
        title={t('deploy.review.discardTitle', { name: title })}
        description={<div className="discard-hint">{hint}</div>}
        okText={t('deploy.review.discard')}
        okButtonProps={{ danger: true }}
        cancelText={t('deploy.review.cancel')}
        onOpenChange={ask}
        onConfirm={() => void discard()}
      >
        <Button size="small" type="text" aria-label={`${t('deploy.review.discard')}: ${title}`}>
          {t('deploy.review.discard')}
        </Button>
      </Popconfirm>
    </>
  )
}
