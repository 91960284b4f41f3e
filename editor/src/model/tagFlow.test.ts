import { expect, it } from 'vitest'
import { flowOfTags } from './tagFlow'
import type { NodeType } from './types'

const reading = (type: string, connection: string, several: boolean): NodeType => ({
  type,
  title: type,
  effect: 'none',
  config: {
    properties: {
      connection: { 'x-sinterflow': { connection } },
      tags: { type: several ? 'array' : 'string', 'x-sinterflow': { tag: true } },
      every: { default: null },
    },
  },
}) as unknown as NodeType

const TYPES = [reading('modbus.read', 'modbus.tcp', true), reading('counter.read', 'counter', false)]
const tag = (id: string, connection: string, type: string) => ({ id, connection, type })

it('reads the tags of a connection in one node where its type can, else each in its own', () => {
  const tags = [tag('T1', 'plc', 'modbus.tcp'), tag('C1', 'box', 'counter'), tag('T2', 'plc', 'modbus.tcp'), tag('C2', 'box', 'counter')]
  const { flow, unread } = flowOfTags('read', 'Read tags', tags, TYPES)
  expect(unread).toEqual([])
  expect(Object.values(flow.nodes).map(({ type, config }) => [type, config])).toEqual([
    ['modbus.read', { tags: ['T1', 'T2'], every: '1s' }],
    ['counter.read', { tags: 'C1', every: '1s' }],
    ['counter.read', { tags: 'C2', every: '1s' }],
  ])
  expect(Object.keys(flow.layout ?? {})).toEqual(Object.keys(flow.nodes))
})

it('says which tags no type reads', () => {
  const { flow, unread } = flowOfTags('read', 'Read tags', [tag('B1', 'broker', 'mqtt'), tag('T1', 'plc', 'modbus.tcp')], TYPES)
  expect(unread).toEqual(['B1'])
  expect(Object.keys(flow.nodes)).toEqual(['plc'])
})
