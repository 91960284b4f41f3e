import { produce } from 'immer'
import { expect, it } from 'vitest'
import type { AnyDocument, DocumentKey, FlowDocument, SubflowDocument } from './document'
import { changeOf, naming, relink } from './relink'
import type { NodeType, Schema } from './types'

const type = (id: string, role: string, properties: Record<string, Schema> = {}) => [id, { type: id, role, effect: 'none', config: { properties } } as unknown as NodeType] as const
const types = new Map([type('out', 'link-out'), type('catch', 'catch', { scope: { type: 'array', items: { 'x-sinterflow': { node: true } } } })])
const out = (...to: string[]) => ({ type: 'out', config: { to } })
const errorsOf = (...scope: string[]) => ({ type: 'catch', config: { scope } })

const dose: SubflowDocument = { format: 1, id: 'dose', nodes: { in: { type: 'in' } } }
const line: FlowDocument = {
  format: 1,
  id: 'line',
  nodes: { in: { type: 'in' }, own: out('line/in'), errors: errorsOf('in', 'd1/in', 'input'), d1: { type: 'subflow:dose' }, box: { type: 'subflow:box' } },
  subflows: { box: { nodes: { d2: { type: 'subflow:dose' }, errors: errorsOf('d2/in', 'in') } } },
}
const press: FlowDocument = { format: 1, id: 'press', nodes: { a: out('line/in', 'line/input', 'press/in'), b: out('line/box/d2/in'), c: errorsOf('in') } }
const other: FlowDocument = { format: 1, id: 'other', nodes: { d: { type: 'subflow:dose' }, errors: errorsOf('d/in') }, subflows: { dose: { nodes: { in: { type: 'in' } } } } }
const documents = new Map<DocumentKey, AnyDocument>([['flow:line', line], ['flow:press', press], ['flow:other', other], ['subflow:dose', dose]])

/** What the configs say after another id was given to a node. */
function after(key: DocumentKey, inside: string | null, node: string, to: string) {
  const change = changeOf({ key, inside, node }, to, documents, { dose })
  const named = naming(documents, change, { dose }, types)
  const made = (each: DocumentKey) => produce(documents.get(each), (draft) => draft && relink(each, draft, change, { dose }, types)) as FlowDocument
  return { named, line: made('flow:line'), press: made('flow:press') }
}
const says = (document: FlowDocument, node: string) => Object.values(document.nodes[node]?.config ?? {})[0]

it('leads the links of every flow to a node that is called otherwise, and no others', () => {
  const made = after('flow:line', null, 'in', 'arrive')
  expect(made.named).toEqual(['flow:line', 'flow:press'])
  expect(says(made.line, 'own')).toEqual(['line/arrive'])
  expect(says(made.line, 'errors')).toEqual(['arrive', 'd1/in', 'input'])
  expect(says(made.press, 'a')).toEqual(['line/arrive', 'line/input', 'press/in'])
  expect(made.press.nodes['c']).toBe(press.nodes['c'])
})

it('reaches what is named inside of an instance', () => {
  const made = after('flow:line', null, 'box', 'case')
  expect(says(made.press, 'b')).toEqual(['line/case/d2/in'])
  expect(made.line.subflows).toBe(line.subflows)
})

it('reaches a node of a shared subflow in each of its instances, but no other subflow of the same name', () => {
  const made = after('subflow:dose', null, 'in', 'enter')
  expect(made.named).toEqual(['flow:line', 'flow:press'])
  expect(says(made.line, 'errors')).toEqual(['in', 'd1/enter', 'input'])
  expect(made.line.subflows?.['box']?.nodes['errors']?.config).toEqual({ scope: ['d2/enter', 'in'] })
  expect(says(made.press, 'b')).toEqual(['line/box/d2/enter'])
})
