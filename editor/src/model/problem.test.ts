import { describe, expect, it } from 'vitest'
import { problemOf } from './problem'

describe('an answer that is an error', () => {
  it('speaks in the words of the runtime', () => {
    const body = { title: 'Not admitted', detail: 'the queue is full', hint: 'try again', errors: [{ message: 'm', code: 'c', severity: 'error' }, 5] }
    const problem = problemOf(503, body)
    expect(problem).toMatchObject({ kind: 'answered', title: 'Not admitted', detail: 'the queue is full', hint: 'try again' })
    expect(problem.faults).toHaveLength(1)
  })

  it('takes the hint of its first fault when it has none', () => {
    expect(problemOf(422, { errors: [{ message: 'm', hint: 'do this' }] }).hint).toBe('do this')
  })

  it('falls back to the status, and knows a refused token', () => {
    expect(problemOf(502, null).title).toBe('HTTP 502')
    expect(problemOf(401, {}).kind).toBe('refused')
  })
})
