import { App } from 'antd'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { outcome, type Letter, type Retried } from '../model/letters'
import { useTried } from '../state/useAct'
import { useHeardOf } from '../state/useHeard'
import { wholeList } from '../state/useList'
import { useMe } from '../state/me'
import { usePolled } from '../state/usePolled'
import { useWorkspace } from '../state/workspace'

const EVERY = 10_000
/** Seconds that are waited for what comes of letters that are sent once more. */
const WAIT = 5

/** The tray of one flow, or (null) of all, and what is done with its letters. */
export function useLetters(flow: string | null) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { client } = useWorkspace()
  const tried = useTried()
  const me = useMe((known) => known.me)
  const read = useCallback(
    (signal: AbortSignal) => wholeList<Letter>(client, 'dead-letters', signal, flow === null ? '' : `flow=${encodeURIComponent(flow)}`),
    [client, flow],
  )
  const polled = usePolled(`dead-letters ${flow ?? ''}`, read, EVERY)
  const { retry: again } = polled
  useHeardOf('dead-letters', again)

  const retry = (ids: readonly string[]) =>
    tried(async () => {
      const { items, left } = await client.call<{ items: Retried[]; left: number }>(`dead-letters/retry?wait=${WAIT}s`, {
        method: 'POST',
        body: JSON.stringify({ ids }),
        patience: (WAIT + 10) * 1000,
      })
      const { counts, reasons } = outcome(items, left)
      const said = (Object.keys(counts) as (keyof typeof counts)[]).filter((state) => counts[state]).map((state) => t(`letters.came.${state}`, { count: counts[state] }))
      const bad = counts.failed + counts.refused + counts.left > 0
      void message[bad ? 'warning' : 'success']([...said, ...reasons].join(' '))
      again()
    })
  const own = (letter: Letter, owner: string) =>
    tried(() => client.send('PUT', `dead-letters/${encodeURIComponent(letter.id)}/owner`, { owner }), owner ? t('letters.yours') : t('letters.given')).then(again)
  const remove = async (ids: readonly string[], reason: string) => {
    await client.send('DELETE', 'dead-letters', { ids, reason })
    again()
  }
  return { ...polled, retryLetters: retry, own, remove, author: me?.author ?? '' }
}

export type Letters = ReturnType<typeof useLetters>
