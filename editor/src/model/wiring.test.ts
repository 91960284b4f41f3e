import { describe, expect, it } from 'vitest'
import { around, chain, flowOf } from './testGraphs'
import { addWire, fitsInWire, insertInWire, misfitOf, reachable } from './wiring'

const end = (node: string, port: string) => ({ node, port })
const typed = () => flowOf({ nodes: { a: { type: 'text.upper' }, b: { type: 'rule.limit' }, c: { type: 'core.change' }, d: { type: 'gone.type' } } })

describe('a wire', () => {
  it('is refused where what comes can never be what is wanted, with both named', () => {
    expect(misfitOf(typed(), end('a', 'out'), end('b', 'in'), around())).toEqual({ reason: 'kinds', given: ['string'], wanted: ['number'] })
    expect(misfitOf(typed(), end('a', 'out'), end('c', 'in'), around())).toBeNull()
    expect(misfitOf(typed(), end('c', 'out'), end('b', 'in'), around())).toBeNull()
  })

  it('may come from the error port whatever is wanted, and go to what is not known', () => {
    expect(misfitOf(typed(), end('a', 'error'), end('b', 'in'), around())).toBeNull()
    expect(misfitOf(typed(), end('a', 'out'), end('d', 'x'), around())).toBeNull()
  })

  it('is refused twice, however its ends are written, and to ports that are not there', () => {
    const flow = flowOf({ ...chain(), wires: [['tick:out', 'set:in']] })
    expect(misfitOf(flow, end('tick', 'out'), end('set', 'in'), around())).toEqual({ reason: 'twice' })
    expect(misfitOf(flow, end('show', 'out'), end('set', 'in'), around())).toEqual({ reason: 'no-output' })
    expect(misfitOf(flow, end('set', 'out'), end('tick', 'in'), around())).toEqual({ reason: 'no-input' })
  })

  it('is judged by what is inside of a subflow', () => {
    const inner = { limits: { nodes: { n: { type: 'rule.limit' } }, inputs: { in: ['n'] }, outputs: { out: ['n:ok'] } } }
    const flow = flowOf({ nodes: { a: { type: 'text.upper' }, s: { type: 'subflow:limits' } }, subflows: inner })
    expect(misfitOf(flow, end('a', 'out'), end('s', 'in'), around(inner))?.reason).toBe('kinds')
    expect(misfitOf(flow, end('s', 'out'), end('a', 'in'), around(inner))?.reason).toBe('kinds')
  })

  it('is written with its ports only where they are not the first ones', () => {
    const flow = typed()
    addWire(flow, end('b', 'ok'), end('c', 'in'), around())
    addWire(flow, end('b', 'breach'), end('c', 'in'), around(), { policy: 'durable' })
    expect(addWire(flow, end('b', 'ok'), end('c', 'in'), around())).toBe(false)
    expect(flow.wires).toEqual([['b', 'c'], ['b:breach', 'c', { policy: 'durable' }]])
  })

  it('says at once which ports it may reach, in both directions', () => {
    expect([...reachable(typed(), end('a', 'out'), 'out', around())]).toEqual(['a:in', 'c:in'])
    expect([...reachable(chain(), end('show', 'in'), 'in', around())]).toEqual(['tick:out'])
  })

  it('takes a node in between, and keeps its policy and its place among the others', () => {
    const flow = flowOf({ ...chain(), wires: [['tick', 'set', { policy: 'durable' }], ['tick', 'show']] })
    flow.nodes['mid'] = { type: 'core.function' }
    expect(fitsInWire(flow, 0, { type: 'core.debug' }, around())).toBe(false)
    expect(insertInWire(flow, 0, 'mid', around())).toBe(true)
    expect(flow.wires).toEqual([['tick', 'mid', { policy: 'durable' }], ['tick', 'show'], ['mid', 'set']])
  })
})
