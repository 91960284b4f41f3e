import { Alert } from 'antd'
import type { Problem } from '../model/problem'
import { useProblemTexts } from './useProblemTexts'

/** Why the runtime did not do it, and the way out. */
export function Refusal({ problem }: { problem: Problem }) {
  const { title, lines } = useProblemTexts()(problem)
  const [first = title, ...more] = lines
  return <Alert type="error" showIcon title={first} description={more.join(' ') || undefined} />
}
