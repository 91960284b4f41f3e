import { describe, expect, it } from 'vitest'
import type { FlowDocument, NodeEntry } from './document'
import { referencesOf } from './references'
import type { NodeType, Schema } from './types'

const hint = (name: string, rest: Schema = {}): Schema => ({ ...rest, 'x-sinterflow': { [name]: true } })
const type = (effect: string, properties: Record<string, Schema>, $defs: Record<string, Schema> = {}) =>
  ({ effect, config: { properties, $defs } }) as unknown as NodeType

const types = new Map<string, NodeType>([
  ['plant.read', type('none', { tags: hint('tag', { type: 'array' }), connection: hint('connection') })],
  ['plant.write', type('physical', { tag: hint('tag'), value: hint('typed') })],
  ['plant.code', type('none', { code: hint('code') })],
  ['plant.set', type('none', { rules: { type: 'array', items: { $ref: '#/$defs/Rule' } } }, {
    Rule: { anyOf: [{ properties: { path: hint('path'), to: hint('typed') } }] },
  })],
])

function of(node: NodeEntry): string[] {
  const document: FlowDocument = { format: 1, id: 'f', nodes: { n: node } }
  return referencesOf('flow:f', document, types).map(({ kind, name, access, field }) => `${access} ${kind} ${name} in ${field}`)
}

describe('who uses what', () => {
  it('reads a tag or writes it, as the effect of the type says', () => {
    expect(of({ type: 'plant.read', config: { tags: ['A', '${t}'], connection: 'plc' } })).toEqual([
      'reads tag A in tags', 'reads parameter t in tags', 'reads connection plc in connection',
    ])
    expect(of({ type: 'plant.write', config: { tag: 'A', value: { from: 'flow', path: 'a.b' } } })).toEqual([
      'writes tag A in tag', 'reads flow a in value',
    ])
  })

  it('finds the keys of contexts in code and in rules', () => {
    const code = "flow.set(('readings', msg['tag']), 1)\nx = glob.get(\"mode\")\nflow.get(worked_out)"
    expect(of({ type: 'plant.code', config: { code } })).toEqual(['writes flow readings in code', 'reads global mode in code'])
    const rules = [{ op: 'set', path: '["a.b"].c', target: 'global', to: { from: 'global', path: 'x' } }, { op: 'set', path: 'payload' }]
    expect(of({ type: 'plant.set', config: { rules } })).toEqual(['writes global a.b in rules', 'reads global x in rules'])
    expect(of({ type: 'plant.set', config: { target: 'flow', rules: [{ path: 'count' }] } })).toEqual(['writes flow count in rules'])
  })

  it('finds secrets and parameters in any text, but no written-out dollar', () => {
    expect(of({ type: 'gone', config: { url: ['http://${host}/?k=${secret:KEY}&x=$${no}&e=${env:E|1}'] } })).toEqual([
      'reads parameter host in url', 'reads secret KEY in url',
    ])
    expect(of({ type: 'subflow:dose' })).toEqual(['uses subflow dose in '])
  })
})
