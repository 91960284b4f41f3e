import { describe, expect, it } from 'vitest'
import type { FlowDocument, NodeEntry } from './document'
import { referencesOf, renameMentions } from './references'
import type { NodeType, Schema } from './types'

const hint = (name: string, rest: Schema = {}): Schema => ({ ...rest, 'x-sinterflow': { [name]: true } })
const type = (effect: string, properties: Record<string, Schema>, $defs: Record<string, Schema> = {}) =>
  ({ effect, role: '', config: { properties, $defs } }) as unknown as NodeType

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

  it('is found by links, and by what is for other nodes of its graph', () => {
    const scope = { anyOf: [{ enum: ['flow'] }, { type: 'array', items: hint('node') }] }
    types.set('plant.catch', type('none', { scope }))
    types.set('plant.out', { ...type('none', { to: { type: 'array' } }), role: 'link-out' })
    expect(of({ type: 'plant.catch', config: { scope: ['a', 'a', 'b'] } })).toEqual(['uses node a in scope', 'uses node b in scope'])
    expect(of({ type: 'plant.catch', config: { scope: 'flow' } })).toEqual([])
    expect(of({ type: 'plant.out', config: { to: ['line/in'] } })).toEqual(['uses link line/in in to'])
  })
})

describe('another name', () => {
  it('is written where the old one stands by itself, and nowhere else', () => {
    const graph = { nodes: { read: { type: 'plant.read', config: { connection: 'plc', tags: ['plc', 'A'], note: 'plc' } } } }
    renameMentions(graph, types, ({ kind, name }) => (kind === 'connection' && name === 'plc' ? 'press' : undefined))
    expect(graph.nodes.read.config).toEqual({ connection: 'press', tags: ['plc', 'A'], note: 'plc' })
  })
})
