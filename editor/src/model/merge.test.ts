import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlowDocument, WireEntry } from './document'
import { merge, type Side } from './merge'

const read = { type: 'modbus.read', config: { tags: ['a'], every: '1s' } }
const base: FlowDocument = {
  format: 1,
  id: 'line',
  name: 'Line',
  nodes: { read, check: { type: 'core.switch', config: { rules: [1], property: 'payload' } }, out: { type: 'mqtt.out' } },
  wires: [['read', 'check'], ['check:1', 'out']],
  groups: { g: { name: 'G', nodes: ['read', 'check'] } },
  layout: { read: [0, 0], check: [200, 0], out: [400, 0] },
}
type Change = (draft: FlowDocument) => void
const changed = (change: Change, from = base): FlowDocument => {
  const draft = structuredClone(from)
  change(draft)
  return draft
}
const both = (mine: Change, theirs: Change, choices?: Record<string, Side>) => merge(base, changed(mine), changed(theirs), choices)
const node = (id: string, change: (config: Record<string, unknown>) => void): Change => ({ nodes }) => change((nodes[id] ??= { type: '' }).config ??= {})
const removed: Change = (draft) => {
  delete draft.nodes['check']
  delete draft.layout?.['check']
  draft.wires = []
}

describe('a merge', () => {
  it('takes different fields of one node from both', () => {
    const { document, conflicts } = both(node('read', (config) => (config['every'] = '2s')), node('read', (config) => (config['tags'] = ['b'])))
    expect(document.nodes['read']?.config).toEqual({ tags: ['b'], every: '2s' })
    expect(conflicts).toEqual([])
  })

  it('asks where both changed one field, and does as it is told', () => {
    const [mine, theirs] = [node('read', (config) => (config['every'] = '2s')), node('read', (config) => (config['every'] = '5s'))]
    const { document, conflicts } = both(mine, theirs)
    expect(conflicts).toMatchObject([{ kind: 'node', item: 'read', path: ['config', 'every'], base: '1s', mine: '2s', theirs: '5s' }])
    expect(document.nodes['read']?.config?.['every']).toBe('2s')
    const told = both(mine, theirs, { [conflicts[0]?.id ?? '']: 'theirs' })
    expect(told.document.nodes['read']?.config?.['every']).toBe('5s')
  })

  it('asks about a node that one removed and the other changed, and its wires stay when it stays', () => {
    const theirs = node('check', (config) => (config['property'] = 'topic'))
    const { conflicts, document } = both(removed, theirs)
    expect(conflicts).toMatchObject([{ kind: 'node', item: 'check', path: [], mine: undefined }])
    expect([Object.keys(document.nodes), document.wires]).toEqual([['read', 'out'], []])
    const kept = both(removed, theirs, { [conflicts[0]?.id ?? '']: 'theirs' }).document
    expect(kept.wires).toEqual(base.wires)
    expect(kept.layout).toEqual(base.layout)
  })

  it('asks about a node that one removed and the other wired anew', () => {
    const { conflicts } = both((draft) => (draft.wires ??= []).push(['read', 'out'], ['check:2', 'out']), removed)
    expect(conflicts).toMatchObject([{ kind: 'node', item: 'check', theirs: undefined }])
  })

  it('never mixes the configs of two types', () => {
    const { conflicts } = both(
      (draft) => (draft.nodes['check'] = { type: 'rule.limit', config: { high: 3 } }),
      node('check', (config) => (config['property'] = 'topic')),
    )
    expect(conflicts).toMatchObject([{ item: 'check', path: [] }])
  })

  it('never makes a typed value out of halves', () => {
    const from = changed(node('out', (config) => (config['to'] = { value: 1 })))
    const mine = changed(node('out', (config) => (config['to'] = { from: 'msg', path: 'x' })), from)
    const theirs = changed(node('out', (config) => (config['to'] = { value: 2 })), from)
    expect(merge(from, mine, theirs).conflicts).toMatchObject([{ path: ['config', 'to'], mine: { from: 'msg', path: 'x' }, theirs: { value: 2 } }])
  })

  it('keeps two new nodes of one id', () => {
    const added = (type: string): Change => (draft) => {
      draft.nodes['new'] = { type }
      draft.wires?.push(['read', 'new'])
      ;(draft.layout ??= {})['new'] = [1, type.length]
      draft.groups?.['g']?.nodes.push('new')
    }
    const { document, conflicts } = both(added('core.debug'), added('core.junction'))
    expect([document.nodes['new']?.type, document.nodes['new-2']?.type]).toEqual(['core.junction', 'core.debug'])
    expect(document.wires).toContainEqual(['read', 'new-2'])
    expect(document.groups?.['g']?.nodes).toEqual(['read', 'check', 'new', 'new-2'])
    expect(conflicts).toEqual([])
  })

  it('lets both move a node, and removes a wire that one took away', () => {
    const move = (x: number): Change => (draft) => void ((draft.layout ??= {})['read'] = [x, 0])
    const { document, conflicts } = both(
      (draft) => (move(8)(draft), draft.wires?.pop()),
      (draft) => (move(16)(draft), draft.wires?.unshift(['read', 'out'])),
    )
    expect(document.layout?.['read']).toEqual([8, 0])
    expect(document.wires).toEqual([['read', 'out'], ['read', 'check']])
    expect(conflicts).toEqual([])
  })

  it('asks for the policy of a wire and the order of wires', () => {
    const policy = (size: number): Change => (draft) => draft.wires?.splice(0, 1, ['read:out', 'check', { policy: 'bounded', size }])
    expect(both(policy(1), policy(2)).conflicts).toMatchObject([{ kind: 'wire', item: 'read:out>check:in' }])
    const fan = changed((draft) => (draft.wires = [['read', 'a'], ['read', 'b'], ['read', 'c']]))
    const order = (...to: string[]) => changed((draft) => (draft.wires = to.map((each): WireEntry => ['read', each])))
    expect(merge(fan, order('b', 'a', 'c'), order('c', 'a', 'b')).conflicts).toMatchObject([{ kind: 'order' }])
  })
})

const ids = ['a', 'b', 'c', 'd']
const entry = fc.record({ type: fc.constantFrom('t', 'u'), config: fc.dictionary(fc.constantFrom('x', 'y'), fc.integer({ min: 0, max: 2 }), { maxKeys: 2 }) })
/** A flow in which everything may be or not be; what only one side may have begins with its letter. */
const flow = (own: string): fc.Arbitrary<FlowDocument> =>
  fc.tuple(fc.dictionary(fc.constantFrom(...ids, `${own}1`, `${own}2`), entry), fc.uniqueArray(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 6, selector: String })).map(([nodes, pairs]) => {
    const there = Object.keys(nodes)
    const at = (index: number) => there[index % there.length] ?? ''
    const wires = there.length ? [...new Map(pairs.map(([one, two]): [string, WireEntry] => [`${at(one)}>${at(two)}`, [at(one), at(two)]])).values()] : []
    return { format: 1, id: 'f', nodes, wires, layout: Object.fromEntries(there.map((id, index) => [id, [index, 0]])) }
  })
const three = fc.tuple(flow('o'), flow('m'), flow('t'))
const shape = ({ nodes, wires = [] }: FlowDocument) => ({ nodes, wires: wires.map(String).sort() })

describe('any merge', () => {
  it('with somebody who changed nothing is what the other one made', () => {
    fc.assert(fc.property(three, ([old, mine]) => {
      expect(merge(old, mine, old)).toEqual({ document: mine, conflicts: [] })
      expect(merge(old, old, mine)).toEqual({ document: mine, conflicts: [] })
      expect(merge(old, mine, mine)).toEqual({ document: mine, conflicts: [] })
    }))
  })

  it('is the same from both sides, where nothing is to be asked', () => {
    fc.assert(fc.property(three, ([old, mine, theirs]) => {
      const one = merge(old, mine, theirs)
      const other = merge(old, theirs, mine)
      fc.pre(one.conflicts.length === 0 && ids.every((id) => id in old.nodes || !(id in mine.nodes && id in theirs.nodes)))
      expect(shape(one.document)).toEqual(shape(other.document))
    }))
  })

  it('loses no node, and leaves no wire without its ends', () => {
    fc.assert(fc.property(three, fc.constantFrom<Side>('mine', 'theirs'), ([old, mine, theirs], side) => {
      const asked = merge(old, mine, theirs).conflicts
      const { document } = merge(old, mine, theirs, Object.fromEntries(asked.map(({ id }) => [id, side])))
      const [first, second] = [mine, theirs].map(({ nodes }) => Object.keys(nodes).filter((id) => !(id in old.nodes)))
      const kept = Object.keys(old.nodes).filter((id) => id in mine.nodes && id in theirs.nodes)
      for (const id of [...(first ?? []), ...(second ?? []), ...kept]) expect(document.nodes).toHaveProperty(id)
      for (const [from, to] of document.wires ?? []) expect([from in document.nodes, to in document.nodes]).toEqual([true, true])
      for (const { kind, path, item, ...sides } of asked) {
        if (kind === 'node' && path.length === 0) expect(document.nodes[item]).toEqual(sides[side])
      }
    }))
  })
})
