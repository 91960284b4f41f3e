import { expect, it } from 'vitest'
import { added, flowsOf, type Template } from './templates'

it('gives the flows of a template ids that are free', () => {
  const flow = (id: string) => ({ format: 1, id, nodes: {} })
  const template = { flows: [flow('line'), flow('other')] } as unknown as Template
  expect(flowsOf(template, ['LINE']).map(({ id }) => id)).toEqual(['line-2', 'other'])
})

it('leaves what is there as it is', () => {
  expect(added({ broker: { type: 'mine' } }, { broker: { type: 'theirs' }, plc: { type: 'theirs' } })).toEqual({
    broker: { type: 'mine' }, plc: { type: 'theirs' },
  })
  expect(added(null, { plc: {} })).toEqual({ plc: {} })
})
