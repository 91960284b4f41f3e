import { describe, expect, it } from 'vitest'
import { flowStatus, nodeStatus, qualityTone } from './status'
import type { Fault } from './types'

const state = (word: string) => ({ state: word, received: 0, sent: 0, errors: 0 })
const fault = (severity: 'error' | 'warning'): Fault => ({ code: 'x', severity, message: 'm' })

describe('states', () => {
  it('leaves the normal neutral and spends colour on what needs a person', () => {
    expect(nodeStatus(state('ok'), true, false)).toEqual({ tone: 'neutral', word: 'ok' })
    expect(nodeStatus(state(''), true, false).word).toBe('ok')
    expect(nodeStatus(state('connecting'), true, false).tone).toBe('attention')
    expect(nodeStatus(state('disconnected'), true, false).tone).toBe('failed')
    expect(qualityTone('uncertain')).toBe('attention')
  })

  it('does not believe an old state of a node that does not run', () => {
    expect(nodeStatus(state('error'), true, true).word).toBe('disabled')
    expect(nodeStatus(state('error'), false, false).word).toBe('stopped')
    expect(nodeStatus(undefined, true, false).word).toBe('unknown')
    expect(nodeStatus(state('a later one'), true, false).word).toBe('unknown')
  })

  it('says why a flow does not run', () => {
    expect(flowStatus({ id: 'f', running: false, faults: [fault('error')] }).word).toBe('faulty')
    expect(flowStatus({ id: 'f', running: true, faults: [fault('warning')] }).word).toBe('running')
    expect(flowStatus({ id: 'f', running: false, disabled: true }).word).toBe('disabled')
    expect(flowStatus({ id: 'f', running: false }).word).toBe('stopped')
  })
})
