import { expect, it } from 'vitest'
import { portsKey, portsOf, type KnownTypes } from './ports'
import type { NodeType } from './types'

const port = (name: string) => ({ name, title: '' })
const fork = { type: 'core.switch', ports_by_config: true, inputs: [port('in')], outputs: [port('out')] } as unknown as NodeType
const node = { type: 'core.switch', config: { rules: [{ op: 'gt', value: 12345678901234567890n }] } }
const known: KnownTypes = {
  types: new Map([['core.switch', fork]]),
  byConfig: new Map([[portsKey(node), { inputs: [port('in')], outputs: [port('1')] }]]),
  subflows: { dose: { nodes: {}, inputs: { in: [] }, outputs: { ok: [], bad: [] } } },
}
const outputs = (entry: { type: string; config?: Record<string, unknown> }, inner = {}) => portsOf(entry, known, inner).outputs.map(({ name }) => name)

it('has the ports that its config gives, and the declared ones until those are known', () => {
  expect(outputs(node)).toEqual(['1'])
  expect(outputs({ type: 'core.switch', config: { rules: [] } })).toEqual(['out'])
})

it('has the ports of the subflow it stands for, the flow’s own before the project’s', () => {
  expect(outputs({ type: 'subflow:dose' })).toEqual(['ok', 'bad'])
  expect(outputs({ type: 'subflow:dose' }, { dose: { nodes: {}, outputs: { out: [] } } })).toEqual(['out'])
})

it('has none where the type is not known', () => {
  expect(outputs({ type: 'gone.type' })).toEqual([])
  expect(outputs({ type: 'subflow:gone' })).toEqual([])
})
