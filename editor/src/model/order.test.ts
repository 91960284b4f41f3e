import { describe, expect, it } from 'vitest'
import { nodesInOrder } from './order'
import type { FlowDocument } from './document'

function flow(ids: string, wires: [string, string][]): FlowDocument {
  return { format: 1, id: 'f', nodes: Object.fromEntries(Array.from(ids, (id) => [id, { type: 'core.change' }])), wires }
}

function order(ids: string, wires: [string, string][]): string {
  return nodesInOrder(flow(ids, wires))
    .map((row) => row.id)
    .join('')
}

describe('the order of the rows', () => {
  it('follows a chain whatever the document says', () => {
    expect(order('cba', [['a', 'b'], ['b', 'c']])).toBe('abc')
  })

  it('ends a branch before the next, in wire order, and joins after both', () => {
    expect(order('abcde', [['a:2', 'c'], ['a:1', 'b'], ['c', 'd'], ['b', 'e'], ['d', 'e']])).toBe('acdbe')
  })

  it('shows every node of a cycle once', () => {
    expect(order('abc', [['a', 'b'], ['b', 'a'], ['b', 'c']])).toBe('abc')
  })

  it('does not mind a wire to a node that is gone', () => {
    expect(order('ab', [['a', 'gone'], ['gone', 'b']])).toBe('ab')
  })

  it('shows the inner nodes of a subflow below each instance', () => {
    const document: FlowDocument = {
      format: 1,
      id: 'f',
      nodes: { one: { type: 'subflow:dose' } },
      subflows: { dose: { nodes: { n1: { type: 'core.range' }, again: { type: 'subflow:inner' } } }, inner: { nodes: { x: { type: 'core.change' } } } },
    }
    expect(nodesInOrder(document).map(({ id, depth }) => `${id} ${depth}`)).toEqual(['one 0', 'one/n1 1', 'one/again 1', 'one/again/x 2'])
  })

  it('does not hang on a subflow that holds itself', () => {
    const document: FlowDocument = { format: 1, id: 'f', nodes: { a: { type: 'subflow:s' } }, subflows: { s: { nodes: { b: { type: 'subflow:s' } } } } }
    expect(nodesInOrder(document)).toHaveLength(17)
  })
})
