import { produce } from 'immer'
import { expect, it } from 'vitest'
import type { FlowDocument } from './document'
import { isFree, renameNode } from './rename'

const flow: FlowDocument = {
  format: 1,
  id: 'line',
  nodes: {
    read: { type: 'x' },
    reader: { type: 'x' },
    errors: { type: 'x' },
  },
  wires: [['read', 'reader'], ['read:2', 'errors', { policy: 'durable' }]],
  groups: { g: { nodes: ['read'] } },
  layout: { read: [0, 0] },
}

it('names a node otherwise in all of its graph, and others stay as they are', () => {
  const made = produce(flow, (draft) => renameNode(draft, null, 'read', 'poll'))
  expect(Object.keys(made.nodes)).toEqual(['poll', 'reader', 'errors'])
  expect(made.wires).toEqual([['poll', 'reader'], ['poll:2', 'errors', { policy: 'durable' }]])
  expect(made.groups).toEqual({ g: { nodes: ['poll'] } })
  expect(made.layout).toEqual({ poll: [0, 0] })
})

it('names the ends of a subflow otherwise', () => {
  const outer: FlowDocument = { format: 1, id: 'line', nodes: {}, subflows: { dose: { nodes: { a: { type: 'x' } }, inputs: { in: ['a:in'] }, outputs: { out: ['a'] }, status: 'a' } } }
  const made = produce(outer, (draft) => renameNode(draft, 'dose', 'a', 'b'))
  expect(made.subflows?.['dose']).toEqual({ nodes: { b: { type: 'x' } }, inputs: { in: ['b:in'] }, outputs: { out: ['b'] }, status: 'b' })
})

it('takes no id that another node has', () => {
  expect(isFree(flow, 'READER', 'read')).toBe(false)
  expect(isFree(flow, 'Read', 'read')).toBe(true)
})
