import { describe, expect, it } from 'vitest'
import { applyEvents, DEBUG_LINES, filtered, nothingYet, withoutDebug, withoutSamples } from './live'
import type { LiveEvent } from './types'

const time = '1970-01-01T00:00:10Z'

function debug(node: string, value: unknown, flow = 'line'): LiveEvent {
  return { topic: 'debug', time, data: { flow, node, value } }
}

describe('what comes over the WebSocket', () => {
  it('keeps the last message of each port', () => {
    const tap = (payload: number): LiveEvent => ({ topic: 'tap:line/a/out:out', time, data: { message: { payload }, seq: payload, truncated: false } })
    const live = applyEvents(nothingYet, [tap(1), tap(2)], 0)
    expect([...live.samples]).toEqual([['tap:line/a/out:out', { message: { payload: 2 }, at: 10_000, truncated: false }]])
    expect(nothingYet.samples.size).toBe(0)
    expect(withoutSamples(live).samples.size).toBe(0)
  })

  it('bounds the debug stream and never reuses a number', () => {
    const many = Array.from({ length: DEBUG_LINES + 20 }, (_, index) => debug('show', index))
    const live = applyEvents(nothingYet, many, 0)
    expect(live.debug).toHaveLength(DEBUG_LINES)
    expect(live.debug[0]?.value).toBe(20)
    expect(applyEvents(withoutDebug(live), [debug('show', 0)], 0).debug[0]?.number).toBe(DEBUG_LINES + 21)
  })

  it('counts what was lost and learns how far the clocks are apart', () => {
    const live = applyEvents(nothingYet, [{ topic: 'lost', time, data: { debug: 3, 'tap:x': 4 } }], 4000)
    expect(live.lost).toBe(7)
    expect(live.ahead).toBe(6000)
    expect(applyEvents(live, [{ topic: 'debug', data: 1 }], 5000).debug[0]?.time).toBe(11_000)
  })

  it('ignores what it does not know', () => {
    expect(applyEvents(nothingYet, [{ topic: 'presence', data: null }], 0)).toMatchObject({ debug: [], lost: 0 })
  })

  it('filters by every word, newest first, in one flow or all', () => {
    const { debug: lines } = applyEvents(nothingYet, [debug('show', 'Hot zone'), debug('other', 'cold'), debug('show', 'zone hot', 'press')], 0)
    expect(filtered(lines, 'zone HOT', null).map((line) => line.number)).toEqual([3, 1])
    expect(filtered(lines, '', 'line').map((line) => line.number)).toEqual([2, 1])
    expect(filtered(lines, 'nothing', null)).toEqual([])
  })

  it('finds a line by what people call its node', () => {
    const { debug: lines } = applyEvents(nothingYet, [debug('show', 1), debug('other', 2)], 0)
    const name = ({ node }: { node: string }) => (node === 'show' ? '显示' : node)
    expect(filtered(lines, '显示', 'line', name).map((line) => line.node)).toEqual(['show'])
  })
})
