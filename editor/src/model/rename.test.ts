import { produce } from 'immer'
import { expect, it } from 'vitest'
import type { FlowDocument } from './document'
import type { KnownTypes } from './ports'
import { isFree, renameNode } from './rename'
import type { NodeType } from './types'

const type = (role: string, properties: Record<string, unknown>) => ({ role, config: { type: 'object', properties } }) as unknown as NodeType
const known: KnownTypes = {
  types: new Map([
    ['catch', type('catch', { scope: { anyOf: [{ enum: ['flow'] }, { type: 'array', items: { type: 'string', 'x-sinterflow': { node: true } } }] } })],
    ['out', type('link-out', { to: { type: 'array', items: { type: 'string' } } })],
  ]),
  byConfig: new Map(),
  subflows: {},
}

const flow: FlowDocument = {
  format: 1,
  id: 'line',
  nodes: {
    read: { type: 'x' },
    reader: { type: 'x' },
    errors: { type: 'catch', config: { scope: ['read', 'reader'] } },
    link: { type: 'out', config: { to: ['line/read', 'other/read'] } },
  },
  wires: [['read', 'reader'], ['read:2', 'errors', { policy: 'durable' }]],
  groups: { g: { nodes: ['read'] } },
  layout: { read: [0, 0] },
}

it('names a node otherwise everywhere, and others stay as they are', () => {
  const made = produce(flow, (draft) => renameNode(draft, null, 'read', 'poll', known))
  expect(Object.keys(made.nodes)).toEqual(['poll', 'reader', 'errors', 'link'])
  expect(made.wires).toEqual([['poll', 'reader'], ['poll:2', 'errors', { policy: 'durable' }]])
  expect(made.groups).toEqual({ g: { nodes: ['poll'] } })
  expect(made.layout).toEqual({ poll: [0, 0] })
  expect(made.nodes['errors']?.config).toEqual({ scope: ['poll', 'reader'] })
  expect(made.nodes['link']?.config).toEqual({ to: ['line/poll', 'other/read'] })
})

it('names the ends of a subflow otherwise', () => {
  const outer: FlowDocument = { format: 1, id: 'line', nodes: {}, subflows: { dose: { nodes: { a: { type: 'x' } }, inputs: { in: ['a:in'] }, outputs: { out: ['a'] }, status: 'a' } } }
  const made = produce(outer, (draft) => renameNode(draft, 'dose', 'a', 'b', known))
  expect(made.subflows?.['dose']).toEqual({ nodes: { b: { type: 'x' } }, inputs: { in: ['b:in'] }, outputs: { out: ['b'] }, status: 'b' })
})

it('takes no id that another node has', () => {
  expect(isFree(flow, 'READER', 'read')).toBe(false)
  expect(isFree(flow, 'Read', 'read')).toBe(true)
})
