import { App, Button, Skeleton } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client'
import type { TemplateItem } from '../model/templates'
import { localized } from '../model/text'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useSettings } from '../state/settings'
import { usePolled } from '../state/usePolled'
import { goTo } from '../state/useRoute'
import { useWorkspace } from '../state/workspace'
import { takeTemplate } from './takeTemplate'

/** The templates that came with the program, each to be taken as drafts. */
export function Templates({ taken, done }: { taken: readonly string[]; done?: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const { message } = App.useApp()
  const [taking, setTaking] = useState<string | null>(null)
  const read = useCallback((signal: AbortSignal) => client.get<{ items: TemplateItem[] }>('templates', signal), [client])
  const { data, problem, retry } = usePolled('templates', read, null)
  const take = async (id: string) => {
    setTaking(id)
    try {
      const flow = await takeTemplate(client, id, taken)
      done?.()
      if (flow !== null) goTo({ page: 'flow', flow, inside: null, view: 'canvas', node: null })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      void message.error(error.problem.detail || error.problem.title || t('problem.offline'), 8)
    } finally {
      setTaking(null)
    }
  }
  if (problem && !data) return <ProblemAlert problem={problem} retry={retry} />
  if (!data) return <Skeleton active paragraph={{ rows: 4 }} />
  return data.items.map((item) => <Choice key={item.id} item={item} taking={taking} take={() => void take(item.id)} />)
}

function Choice({ item, taking, take }: { item: TemplateItem; taking: string | null; take: () => void }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const needs = item.connections.map(({ title, type }) => localized(title, language, type)).join(language === 'zh' ? '、' : ', ')
  return (
    <section className="first-choice">
      <h3>{localized(item.title, language, item.id)}</h3>
      <p>{localized(item.description, language)}</p>
      {needs && (
        <p className="muted small">
          {t('first.empty.needs')} {needs}
        </p>
      )}
      <Button loading={taking === item.id} disabled={taking !== null} onClick={take}>
        {t('first.empty.take')}
      </Button>
    </section>
  )
}
