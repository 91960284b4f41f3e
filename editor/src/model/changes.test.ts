import { describe, expect, it } from 'vitest'
import { grouped, type Change } from './changes'
import { pathTitle } from './titles'
import { inWords } from './inWords'
import { words } from './testWords'
import type { FlowDocument } from './document'
import { initials, othersHere } from './presence'
import { compared } from './marks'
import { mayAt } from './may'
import type { NodeType, Project } from './types'

const document: FlowDocument = {
  format: 1,
  id: 'line',
  nodes: { check: { type: 'core.switch', name: { en: 'Check', zh: '检查' } }, dose: { type: 'subflow:dose', name: 'Dosing' } },
  wires: [['check', 'dose']],
  subflows: { dose: { name: 'Dose', nodes: { valve: { type: 'core.switch', name: 'Valve' } } } },
}
const type = {
  type: 'core.switch',
  config: {
    properties: { rules: { 'x-sinterflow': { title: { en: 'Rules', zh: '规则' } }, type: 'array', items: { $ref: '#/$defs/Rule' } } },
    $defs: { Rule: { properties: { op: { 'x-sinterflow': { title: { en: 'Comparison', zh: '比较' }, choices: { gt: '>' } } } } } },
  },
} as unknown as NodeType
const change = (more: Partial<Change>): Change => ({ what: 'changed', kind: 'node', owner: 'check', path: '', field: null, flow: 'line', old: 1, new: 2, line: '', ...more })
const said = (language: 'en' | 'zh', ...changes: Change[]) => grouped(changes, { documents: () => [document], types: new Map([[type.type, type]]), language })

describe('changes in words', () => {
  it('name nodes, fields and choices as people do, in both languages', () => {
    const one = change({ path: '/nodes/check/config/rules/0/op', field: 'rules[0].op', old: 'lt', new: 'gt' })
    for (const [language, title, labels] of [['en', 'Check', ['Rules', '1', 'Comparison']], ['zh', '检查', ['规则', '1', '比较']]] as const) {
      expect(said(language, one)).toMatchObject([{ flow: 'line', items: [{ kind: 'node', title, node: 'check', lines: [{ own: [], labels, schema: { 'x-sinterflow': { choices: { gt: '>' } } } }] }] }])
    }
  })

  it('gather what belongs to one node, and tell what is inside of a subflow', () => {
    const [group] = said('en', change({ path: '/nodes/check/name', field: 'name' }), change({ path: '/nodes/check/config/rules', field: 'rules' }), change({ owner: 'dose/valve', path: '/subflows/dose/nodes/valve/disabled', field: 'disabled' }))
    expect(group?.items.map(({ title, inside, lines }) => [title, inside, lines.map(({ own }) => own)])).toEqual([['Check', null, [['name'], []]], ['Valve', 'dose', [['disabled']]]])
  })

  it('name the ends of wires, and what flows share comes by itself', () => {
    const groups = said('en', change({ kind: 'wire', owner: 'check:1 → dose', path: '/wires', what: 'added' }), change({ kind: 'project', owner: '', flow: null, path: '/settings/timezone', field: 'settings.timezone' }))
    expect(groups).toMatchObject([{ items: [{ title: 'Check · 1 → Dosing' }] }, { flow: null, items: [{ kind: 'project', lines: [{ own: ['settings', 'timezone'], labels: [] }] }] }])
  })

  it('know what is declared of a config that came or went as a whole, so that no secret in it is shown', () => {
    const config = { properties: { password: { 'x-sinterflow': { title: 'Password', secret: true } } } }
    const value = { type: 'mqtt', config: { password: 'hunter2' } }
    const all = { documents: () => [document], types: new Map([[type.type, { ...type, config }]]), connection: (_: string, of?: string) => (of === 'mqtt' ? config : undefined), language: 'en' as const }
    const shown = (one: Change) => grouped([one], all).flatMap(({ items }) => items.flatMap(({ lines }) => lines.map(({ own, schema, old, new: now }) => [own, inWords(now ?? old, schema, words('en'))])))
    const connection = change({ kind: 'connection', owner: 'broker', flow: null, path: '/connections/broker', what: 'removed', old: value, new: undefined })
    expect(shown(connection)).toEqual([[[], 'type: mqtt; config: (Password: ••••)']])
    expect(shown({ ...connection, what: 'added', old: undefined, new: value })).toEqual([[[], 'type: mqtt; config: (Password: ••••)']])
    const node = change({ path: '/nodes/check/config', field: 'config', what: 'added', old: undefined, new: value.config })
    expect(shown(node)).toEqual([[['config'], 'Password: ••••']])
  })

  it('name what runs inside of an instance', () => {
    expect(pathTitle(document, {}, 'dose/valve', { types: null, language: 'en' })).toBe('Dosing › Valve')
  })
})

describe('two versions over each other', () => {
  it('have what is gone where it was', () => {
    const after: FlowDocument = { ...document, nodes: { check: { type: 'core.switch' }, new: { type: 'core.debug' } }, wires: [['check', 'new']] }
    const { graph, nodes, wires } = compared(document, after, null)
    expect(Object.fromEntries(nodes)).toEqual({ check: 'changed', new: 'added', dose: 'removed' })
    expect(Object.keys(graph.nodes).sort()).toEqual(['check', 'dose', 'new'])
    expect([...wires.values()]).toEqual(['added', 'removed'])
  })
})

describe('people', () => {
  const at = (author: string, flow: string | null, node: string | null = null) => ({ author, station: '', since: '', flow, node })

  it('are the others: not this page, but another page of the same person', () => {
    const others = othersHere([at('chen', 'line'), at('chen', 'line', 'a'), at('zhao', null), at('zhao', null)], 'chen', { flow: 'line', node: 'a' })
    expect(others.map(({ author, node }) => [author, node])).toEqual([['chen', null], ['zhao', null]])
  })

  it.each([['Wang Wei', 'WW'], ['chen', 'CH'], ['欧阳小明', '小明'], ['', '?']])('have initials (%s)', (name, letters) => {
    expect(initials(name)).toBe(letters)
  })

  it('may do something in the area of a flow', () => {
    const project = { settings: { timezone: '', areas: { press: { flows: ['line'] } } } } as Project
    const me = { rights: ['view'], areas: { press: ['deploy'] } }
    expect(['line', 'other'].map((flow) => mayAt(me, 'deploy', flow, project))).toEqual([true, false])
  })
})
