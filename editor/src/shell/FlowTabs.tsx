import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { partsOf, type Scope } from '../model/document'
import { hashOfFlow } from '../model/route'
import { localized } from '../model/text'
import { useSettings } from '../state/settings'
import { usePolled } from '../state/usePolled'
import { useWorkspace } from '../state/workspace'

/** The flows of the project, each a tab. */
export function FlowTabs({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const language = useSettings((settings) => settings.language)
  const read = useCallback((signal: AbortSignal) => client.flows(signal), [client])
  const { data } = usePolled('flows', read, 5000)
  const { kind, id } = partsOf(scope.key)
  return (
    <nav className="flow-tabs" aria-label={t('pages.flows')}>
      {data?.items.map((flow) => (
        <a key={flow.id} href={hashOfFlow(flow.id)} className="flow-tab clip" aria-current={kind === 'flow' && flow.id === id ? 'page' : undefined}>
          {localized(flow.name, language, flow.id)}
        </a>
      ))}
    </nav>
  )
}
