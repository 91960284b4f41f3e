import { useTranslation } from 'react-i18next'
import type { Problem } from '../model/problem'

/** Says a problem: a title, and lines with the details and the way out. */
export function useProblemTexts(): (problem: Problem) => { title: string; lines: string[] } {
  const { t } = useTranslation()
  return (problem) =>
    problem.kind === 'offline'
      ? { title: t('problem.offline'), lines: [t('problem.offlineHint')] }
      : { title: problem.title, lines: [problem.detail, problem.hint].filter(Boolean) }
}
