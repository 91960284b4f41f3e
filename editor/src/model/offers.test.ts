import { expect, it } from 'vitest'
import { byFamily, fitting, found, mostUsedFirst, offersOf } from './offers'
import { tagOffers } from './tagNodes'
import { around, chain, flowOf, TYPES } from './testGraphs'
import type { NodeType } from './types'

const offers = offersOf(around({ dose: { name: { en: 'Dose', zh: '配料' }, nodes: {}, inputs: { in: [] } } }), () => false)
const names = (list: { type: string }[]) => list.map(({ type }) => type)

it('is found by title in either language and by id, the title first', () => {
  expect(names(found(offers, '配料'))).toEqual(['subflow:dose'])
  expect(names(found(offers, 'LIM'))).toEqual(['rule.limit'])
  expect(names(found(offers, 'core link-')).sort()).toEqual(['core.link-in', 'core.link-out'])
  expect(found(offers, 'nothing')).toEqual([])
})

it('comes by families, subflows last and without those that would hold themselves', () => {
  expect(byFamily(offers).map(({ family }) => family)).toEqual(['core', 'rule', 'text', 'subflow'])
  expect(offersOf(around({ dose: { nodes: {} } }), (name) => name === 'dose').map(({ family }) => family)).not.toContain('subflow')
})

it('is only what fits at a port or in a wire, most used first', () => {
  const port = { kind: 'port', end: { node: 'l', port: 'ok' }, side: 'out' } as const
  const flow = flowOf({ nodes: { l: { type: 'rule.limit' } } })
  expect(names(fitting(offers, flow, port, around()))).not.toContain('text.upper')
  expect(names(fitting(offers, flow, port, around()))).not.toContain('core.inject')
  const within = names(fitting(offers, chain(), { kind: 'wire', index: 0 }, around()))
  expect(within).toContain('core.change')
  expect(within).not.toContain('core.debug')
  expect(names(mostUsedFirst(offers, { 'core.debug': 3, 'rule.limit': 9 })).slice(0, 2)).toEqual(['rule.limit', 'core.debug'])
})

it('makes a tag the node whose declaration reads tags of its connection', () => {
  const fields = (connection: string, tag: object) => ({ properties: { points: tag, link: { 'x-sinterflow': { connection } }, every: { default: null } } })
  const many = { type: 'array', 'x-sinterflow': { tag: true } }
  const one = { type: 'string', 'x-sinterflow': { tag: true } }
  const types = [
    ...TYPES,
    { ...TYPES[0], type: 'bus.write', effect: 'device', config: fields('bus', one) },
    { ...TYPES[0], type: 'bus.read', config: fields('bus', many) },
    { ...TYPES[0], type: 'other.read', config: fields('other', many) },
  ] as NodeType[]
  expect(tagOffers(types, ['T1'], 'bus').map(({ type, writes, node }) => [type, writes, node.config])).toEqual([
    ['bus.read', false, { points: ['T1'], every: '1s' }],
    ['bus.write', true, { points: 'T1', every: '1s' }],
  ])
  expect(names(tagOffers(types, ['T1', 'T2'], 'bus'))).toEqual(['bus.read'])
})
