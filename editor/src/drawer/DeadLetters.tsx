import { useTranslation } from 'react-i18next'
import { LetterTray } from '../letters/LetterTray'
import { partsOf, type Scope } from '../model/document'

/** The tray of the flow that is edited. A project-wide subflow runs in many flows and has none of its own. */
export default function DeadLetters({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const { kind, id } = partsOf(scope.key)
  return kind === 'flow' ? <LetterTray flow={id} /> : <p className="muted">{t('letters.subflow')}</p>
}
