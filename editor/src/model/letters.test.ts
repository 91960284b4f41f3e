import { expect, it } from 'vitest'
import { outcome, type Retried } from './letters'

it('says how many letters went which way, and each reason once', () => {
  const refused = (id: string): Retried => ({ id, state: 'refused', failed: null, fault: { code: 'x', severity: 'error', message: 'the flow does not run' } })
  const items: Retried[] = [{ id: '1', state: 'done', failed: null, fault: null }, { id: '2', state: 'failed', failed: '9', fault: null }, refused('3'), refused('4')]
  expect(outcome(items, 2)).toEqual({ counts: { admitted: 0, done: 1, failed: 1, refused: 2, left: 2 }, reasons: ['the flow does not run'] })
})
