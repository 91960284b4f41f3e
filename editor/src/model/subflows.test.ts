import { describe, expect, it } from 'vitest'
import { NONE } from './choice'
import type { FlowDocument, Scope } from './document'
import { begun, edited, undone } from './history'
import { makeSubflow } from './making'
import { around, chain, flowOf, graphByChance, wrongs } from './testGraphs'
import { sharedDocuments, sharingBlocked } from './sharing'
import { addPort, removePort, renameAtInstances, renameParameter, renamePort } from './subflowPorts'
import { unpack, unpackRefused } from './unpacking'

const here: Scope = { key: 'flow:line', inside: null }
const made = (flow: FlowDocument, nodes: string[]) => edited(begun(flow), 'make', (draft) => void makeSubflow(draft, null, { ...NONE, nodes }, 'Dose', 'dose', around()))
const ends = (flow: FlowDocument) => (flow.wires ?? []).map((wire) => JSON.stringify(wire)).sort()

describe('a subflow made from nodes', () => {
  it('has a port for each end that wires from outside lead to', () => {
    const { present } = made(chain(), ['set'])
    expect(present.nodes['dose']).toEqual({ type: 'subflow:dose', name: 'Dose' })
    expect(present.wires).toEqual([['tick', 'dose'], ['dose', 'show']])
    expect(present.layout?.['dose']).toEqual([200, 0])
    expect(present.subflows?.['dose']).toMatchObject({ inputs: { in: ['set'] }, outputs: { out: ['set'] }, nodes: { set: { type: 'core.change' } }, wires: [] })
  })

  it('names several ports after their nodes', () => {
    const flow = flowOf({ nodes: { a: { type: 'core.inject' }, l: { type: 'rule.limit' }, c: { type: 'core.change' }, z: { type: 'core.debug' } }, wires: [['a', 'l'], ['l:breach', 'z'], ['c', 'z'], ['l:error', 'z']] })
    const { present } = made(flow, ['l', 'c'])
    expect(present.subflows?.['dose']?.outputs).toEqual({ 'l-breach': ['l:breach'], c: ['c'], 'l-error': ['l:error'] })
    expect(present.wires).toEqual([['a', 'dose'], ['dose', 'z'], ['dose:c', 'z'], ['dose:l-error', 'z']])
  })

  it('is handed the outer parameters that it speaks of, in code too', () => {
    const flow = flowOf({
      parameters: { limit: { type: 'number', default: 5 }, other: { type: 'string' }, read: { type: 'number' } },
      nodes: { a: { type: 'core.change', config: { to: 'over ${limit}' } }, f: { type: 'core.function', config: { code: "return env['read']" } } },
    })
    const { present } = made(flow, ['a', 'f'])
    expect(Object.keys(present.subflows?.['dose']?.parameters ?? {})).toEqual(['limit', 'read'])
    expect(present.nodes['dose']?.config).toEqual({ limit: '${limit}', read: '${read}' })
  })

  it('is followed by links and catches that named its nodes', () => {
    const flow = flowOf({
      nodes: { in: { type: 'core.link-in' }, w: { type: 'core.change' }, out: { type: 'core.link-out', config: { to: ['line/in'] } }, c: { type: 'core.catch', config: { scope: ['w', 'out'] } } },
    })
    const { present } = made(flow, ['in', 'w'])
    expect(present.nodes['out']?.config).toEqual({ to: ['line/dose/in'] })
    expect(present.nodes['c']?.config).toEqual({ scope: ['dose/w', 'out'] })
  })

  it('unpacked again is the same graph, and undo takes each back', () => {
    for (let seed = 1; seed <= 80; seed++) {
      const { flow, chosen } = graphByChance(seed)
      const packed = made(flow, chosen)
      expect(wrongs(packed.present)).toEqual([])
      expect(undone(packed).present).toEqual(flow)
      expect(unpackRefused(packed.present, null, 'dose', around(packed.present.subflows))).toBeNull()
      const open = edited(packed, 'unpack', (draft) => void unpack(draft, here, 'dose', around(packed.present.subflows)))
      expect(open.present.nodes).toEqual(flow.nodes)
      expect(open.present.layout).toEqual(flow.layout)
      expect(ends(open.present)).toEqual(ends(flow))
      expect(undone(open).present).toEqual(packed.present)
    }
  })
})

describe('unpacking', () => {
  const inner = (config: Record<string, unknown>, type = 'core.change') => ({
    dose: { nodes: { n: { type, config } }, parameters: { p: { type: 'number', default: 7 }, q: { type: 'string' }, s: { type: 'string', default: 'a ${b}' } }, inputs: { in: ['n'] } },
  })
  const flow = (config: Record<string, unknown>, given: Record<string, unknown> = {}, type?: string) =>
    flowOf({ nodes: { d: { type: 'subflow:dose', config: given } }, subflows: inner(config, type) })
  const opened = (document: FlowDocument) => {
    const after = structuredClone(document)
    unpack(after, here, 'd', around(document.subflows))
    return after.nodes['n']?.config
  }

  it('writes the values of parameters where they are named', () => {
    expect(opened(flow({ a: '${p}', b: 'x ${p} ${q}', c: '$${p}', d: '${s}', e: '${env:HOME}' }, { q: '${outer}' }))).toEqual({
      a: 7, b: 'x 7 ${outer}', c: '$${p}', d: 'a $${b}', e: '${env:HOME}',
    })
  })

  it('is refused where code reads a parameter, where one has no value, and where errors are wired', () => {
    const refused = (document: FlowDocument) => unpackRefused(document, null, 'd', around(document.subflows))
    expect(refused(flow({ code: "env['p']" }, {}, 'core.function'))).toEqual({ reason: 'code', node: 'n', parameter: 'p' })
    expect(refused(flow({ a: '${q}' }))).toEqual({ reason: 'no-value', node: 'n', parameter: 'q' })
    const wired = flow({})
    wired.nodes['z'] = { type: 'core.debug' }
    wired.wires = [['d:error', 'z']]
    expect(refused(wired)).toEqual({ reason: 'error-wired' })
    expect(refused(flowOf({ nodes: { d: { type: 'subflow:dose' } } }))).toEqual({ reason: 'gone' })
  })
})

describe('the ports and parameters of a subflow', () => {
  const flow = () =>
    flowOf({
      nodes: { t: { type: 'core.inject' }, d: { type: 'subflow:dose', config: { p: 1 } }, z: { type: 'core.debug' } },
      wires: [['t', 'd:in'], ['d', 'z'], ['d:late', 'z']],
      subflows: { dose: { nodes: { n: { type: 'core.change', config: { to: 'a ${p}' } } }, parameters: { p: { type: 'number' } }, inputs: { in: ['n'] }, outputs: { out: ['n'], late: ['n:error'] } } },
    })

  it('are renamed at every instance', () => {
    const document = flow()
    const dose = document.subflows?.['dose']
    if (!dose) throw new Error('no subflow')
    expect([renamePort(dose, 'outputs', 'late', 'out'), renamePort(dose, 'outputs', 'late', 'error'), renamePort(dose, 'outputs', 'late', 'failed')]).toEqual([false, false, true])
    renameAtInstances(document, 'dose', 'outputs', 'late', 'failed')
    expect(document.wires).toEqual([['t', 'd:in'], ['d', 'z'], ['d:failed', 'z']])
    expect(renameParameter(document, dose, 'dose', 'p', 'amount')).toBe(true)
    expect([dose.nodes['n']?.config, document.nodes['d']?.config]).toEqual([{ to: 'a ${amount}' }, { amount: 1 }])
  })

  it('go with the wires that led to them, and no other', () => {
    const document = flow()
    const dose = document.subflows?.['dose']
    if (!dose) throw new Error('no subflow')
    removePort(document, dose, 'dose', 'outputs', 'out')
    expect(document.wires).toEqual([['t', 'd:in'], ['d:late', 'z']])
    expect([addPort(dose, 'outputs', 'n'), addPort(dose, 'inputs', 'n')]).toEqual(['out', 'in-2'])
  })

  it('go to the project with the subflows that it uses', () => {
    const document = flow()
    document.subflows = { ...document.subflows, outer: { nodes: { i: { type: 'subflow:dose' } } } }
    expect(sharedDocuments(document, 'outer', around().known).map(({ id }) => id)).toEqual(['outer', 'dose'])
    expect(sharingBlocked(document, 'outer', around({}, { dose: { nodes: {} } }).known)).toEqual(['dose'])
  })
})
