import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../model/problem'
import { useProblemTexts } from './useProblemTexts'

/** What went wrong, in the runtime's words, and the way out. */
export function ProblemAlert({ problem, retry }: { problem: Problem; retry: () => void }) {
  const { t } = useTranslation()
  const { title, lines } = useProblemTexts()(problem)
  return (
    <Alert
      type="error"
      showIcon
      title={title}
      description={lines.length ? lines.map((line) => <div key={line}>{line}</div>) : undefined}
      action={
        <Button size="small" onClick={retry}>
          {t('problem.retry')}
        </Button>
      }
    />
  )
}
