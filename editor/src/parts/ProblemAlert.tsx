import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../model/problem'

/** What went wrong, in the runtime's words, and the way out. */
export function ProblemAlert({ problem, retry }: { problem: Problem; retry?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const offline = problem.kind === 'offline'
  const lines = offline ? [t('problem.offlineHint')] : [problem.detail, problem.hint].filter(Boolean)
  return (
    <Alert
      type="error"
      showIcon
      title={offline ? t('problem.offline') : problem.title}
      description={lines.length ? lines.map((line) => <div key={line}>{line}</div>) : undefined}
      action={
        retry && (
          <Button size="small" onClick={retry}>
            {t('problem.retry')}
          </Button>
        )
      }
    />
  )
}
