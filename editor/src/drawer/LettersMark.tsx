import { WarningOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { partsOf, type Scope } from '../model/document'
import { useFlows } from '../state/flows'

/** How many letters of the flow wait, beside the title of their tab. */
export function LettersMark({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const { kind, id } = partsOf(scope.key)
  const count = useFlows(({ items }) => (kind === 'flow' ? items?.find((flow) => flow.id === id)?.dead_letters : 0)) ?? 0
  if (count === 0) return null
  return (
    <span className="tone-attention figures">
      <WarningOutlined aria-label={t('deadLetters.title', { count })} /> {count}
    </span>
  )
}
