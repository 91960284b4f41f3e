import { useTranslation } from 'react-i18next'
import { count } from '../model/format'
import type { NodeState } from '../model/types'
import { useSettings } from '../state/settings'

/** How many messages came and went, and how many failed. */
export function Counters({ state }: { state: NodeState }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  return (
    <dl className="counters" aria-label={t('inspector.live.counters')}>
      {(['received', 'sent', 'errors'] as const).map((word) => (
        <div key={word}>
          <dt>{t(`nodes.${word}`)}</dt>
          <dd className={word === 'errors' && state.errors > 0 ? 'figures tone-attention' : 'figures'}>{count(state[word], language)}</dd>
        </div>
      ))}
    </dl>
  )
}
