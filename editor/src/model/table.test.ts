import { describe, expect, it } from 'vitest'
import type { Graph } from './document'
import { addRow, cellChoices, cellText, cellValue, configColumns, named, setConfig } from './table'
import type { NodeType } from './types'

const title = (en: string, zh: string) => ({ 'x-sinterflow': { title: { en, zh } } })
const limit = {
  type: 'rule.limit',
  config: {
    properties: {
      high: { anyOf: [{ type: 'number' }, { type: 'null' }], ...title('High', '上限') },
      mode: { enum: ['a', 1], ...title('Mode', '方式') },
      on: { type: 'boolean' },
      key: { type: 'string' },
      rules: { $ref: '#/$defs/Rules' },
    },
    $defs: { Rules: { type: 'array' } },
  },
} as unknown as NodeType
const words = { yes: '是', no: '否' }
const value = (text: string, key: string) => cellValue(text, limit, key, words)

describe('a cell of the table', () => {
  it.each([
    ['1150', 'high', { value: 1150 }],
    ['hot', 'high', { why: 'notNumber' }],
    ['${limit}', 'high', { value: '${limit}' }],
    ['', 'high', { value: undefined }],
    ['a', 'mode', { value: 'a' }],
    ['1', 'mode', { value: 1 }],
    ['b', 'mode', { why: 'notChoice', choices: ['a', '1'] }],
    ['是', 'on', { value: true }],
    ['FALSE', 'on', { value: false }],
    ['maybe', 'on', { why: 'notYesNo' }],
    ['12', 'key', { value: '12' }],
    ['[{"op":"gt"}]', 'rules', { value: [{ op: 'gt' }] }],
    ['[', 'rules', { why: 'notJson' }],
    ['x', 'gone', { why: 'notOfType' }],
  ])('takes %j as a value of %s', (text, key, meant) => {
    expect(value(text, key)).toEqual(meant)
  })

  it('writes what it reads', () => {
    const node = { type: 'rule.limit', config: { high: 1150.5, mode: 1, on: false, key: 'tag', rules: [{ op: 'gt' }] } }
    for (const [key, set] of Object.entries(node.config)) expect(value(cellText(node, key, words), key)).toEqual({ value: set })
    expect(cellText({ type: 'rule.limit' }, 'high', words)).toBe('')
  })

  it('offers what can be chosen', () => {
    expect(cellChoices(limit, 'mode', words)).toEqual(['a', '1'])
    expect(cellChoices(limit, 'on', words)).toEqual(['是', '否'])
    expect(cellChoices(limit, 'key', words)).toEqual([])
  })
})

describe('the table', () => {
  it('has a column for every key, titled as declared', () => {
    expect(configColumns([limit], 'zh').map(({ key, title: text, number }) => `${key} ${text} ${number}`)).toEqual([
      'high 上限 true', 'mode 方式 false', 'on on false', 'key key false', 'rules rules false',
    ])
  })

  it('makes a node of a pasted row, below all others', () => {
    const graph: Graph = { nodes: { 'zone-1': { type: 'rule.limit' } }, layout: { 'zone-1': [200, 80] } }
    expect(addRow(graph, 'rule.limit', 'Zone 1')).toBe('zone-2')
    expect(addRow(graph, 'rule.limit', '二区')).toBe('limit')
    expect(graph.nodes['zone-2']).toEqual({ type: 'rule.limit', name: 'Zone 1' })
    expect(graph.layout?.['limit']).toEqual([40, 192])
  })

  it('names in one language and keeps the other', () => {
    expect(named({ en: 'Zone', zh: '区' }, '一区', 'zh')).toEqual({ en: 'Zone', zh: '一区' })
    expect(named('Zone', 'Zone 1', 'en')).toBe('Zone 1')
    expect(named(undefined, 'Zone', 'en')).toBe('Zone')
  })

  it('takes a key out when its cell is emptied', () => {
    const node = { type: 't', config: { high: 1 } }
    setConfig(node, 'high', undefined)
    expect(node).toEqual({ type: 't', config: {} })
  })
})
