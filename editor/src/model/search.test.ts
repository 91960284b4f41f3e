import { describe, expect, it } from 'vitest'
import type { AnyDocument, DocumentKey } from './document'
import { found } from './search'
import type { NodeType } from './types'

const types = new Map([['core.switch', { title: { en: 'Switch', zh: '条件分支' } } as unknown as NodeType]])
const line: AnyDocument = {
  format: 1,
  id: 'line',
  nodes: {
    hot: { type: 'core.switch', name: { en: 'Too hot', zh: '超温' }, config: { rules: [{ op: 'gt', value: 1150 }] } },
    other: { type: 'mqtt.out', info: 'for the shift leader', config: { topic: 'plant/alarms' } },
  },
  subflows: { dose: { nodes: { weigh: { type: 'core.change', config: { path: 'alarms' } } } } },
}
const documents = new Map<DocumentKey, AnyDocument>([['flow:line', line]])
const search = (text: string) => found(documents, text, types, 'en').map(({ inside, node, where }) => `${inside ?? ''}/${node} ${where}`)

describe('the search over all flows', () => {
  it.each([
    ['too HOT', ['/hot name']],
    ['超温', ['/hot name']],
    ['hot switch', ['/hot type']],
    ['条件', ['/hot type']],
    ['shift', ['/other info']],
    ['1150', ['/hot config']],
    ['alarms', ['/other config', 'dose/weigh config']],
    ['nowhere', []],
    ['  ', []],
  ])('finds for %j', (text, hits) => {
    expect(search(text)).toEqual(hits)
  })

  it('says which value matched', () => {
    expect(found(documents, '1150', types, 'zh')[0]).toMatchObject({ name: '超温', type: '条件分支', shown: 'rules[0].value: 1150' })
  })
})
