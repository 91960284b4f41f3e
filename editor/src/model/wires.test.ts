import { describe, expect, it } from 'vitest'
import type { FlowDocument } from './document'
import { tapsByNode, tapTopic, wireEnds, wiresInOrder } from './wires'

describe('wire ids and taps', () => {
  it('reads both ends of a wire, also inside a subflow', () => {
    expect(wireEnds('check:1>dose/n1:in')).toEqual({
      from: { node: 'check', port: '1' },
      to: { node: 'dose/n1', port: 'in' },
    })
  })

  it('names the port in a tap, except for the first input', () => {
    expect(tapTopic('line', 'check', 'out', '1')).toBe('tap:line/check/out:1')
    expect(tapTopic('line', 'dose/n1', 'in', 'in')).toBe('tap:line/dose/n1/in')
    expect(tapTopic('line', 'write', 'in', 'second')).toBe('tap:line/write/in:second')
  })

  it('listens at every wired output once, and at the input of a node that sends nothing', () => {
    const taps = tapsByNode('line', ['a:out>b:in', 'a:out>c:in', 'a:error>c:in'])
    expect(taps.get('a')?.map((tap) => tap.topic)).toEqual(['tap:line/a/out:out', 'tap:line/a/out:error'])
    expect(taps.get('c')?.map((tap) => tap.topic)).toEqual(['tap:line/c/in'])
    expect(taps.has('alone')).toBe(false)
  })
})

describe('the rows of the wires', () => {
  const document: FlowDocument = {
    format: 1,
    id: 'line',
    nodes: {},
    wires: [['a', 'b'], ['b:2', 'c', { policy: 'durable' }], ['b', 'c']],
  }
  const state = (policy: string) => ({ policy, count: 1 })

  it('come in the document’s order, those inside subflows last', () => {
    const running = { 'x/y:out>x/z:in': state('direct'), 'b:2>c:in': state('durable'), 'a:out>b:in': state('direct') }
    expect(wiresInOrder(document, running).map(({ id }) => id)).toEqual(['a:out>b:in', 'b:2>c:in', 'x/y:out>x/z:in'])
  })

  it('are the document’s own while the flow does not run', () => {
    const rows = wiresInOrder(document, {})
    expect(rows.map(({ from, to, policy, state }) => [from.node, from.port, to.node, policy, state])).toEqual([
      ['a', '', 'b', '', null],
      ['b', '2', 'c', 'durable', null],
      ['b', '', 'c', '', null],
    ])
    expect(new Set(rows.map(({ id }) => id)).size).toBe(3)
  })
})
