import { describe, expect, it } from 'vitest'
import { align, distribute } from './align'
import { connected, everything, inverted, NONE, nodesIn } from './choice'
import type { FlowDocument, Graph } from './document'
import { addNode, moveBy, remove, stepOnGrid, toggleDisabled } from './edits'
import { group, ungroup } from './grouping'
import { canHeal, removeHealing } from './heal'
import { begun, edited, undone } from './history'
import { arrange, layoutOf } from './layered'
import { link, wireToLinks } from './linking'
import { freePlace, unmeasured } from './placing'
import { around, chain, flowOf, graphByChance, KNOWN, wrongs } from './testGraphs'
import type { NodeType } from './types'

const seeds = Array.from({ length: 60 }, (_, index) => index + 1)
const all = (graph: Graph) => ({ ...NONE, nodes: Object.keys(graph.nodes) })

describe('choosing', () => {
  it('inverts, follows wires, and takes what is in groups', () => {
    const flow = flowOf({ ...chain(), nodes: { ...chain().nodes, alone: { type: 'core.debug' } }, groups: { g: { nodes: ['set'] }, h: { nodes: ['show'], parent: 'g' } } })
    expect(connected(flow, { ...NONE, nodes: ['show'] })).toMatchObject({ nodes: ['tick', 'set', 'show'], wires: [0, 1] })
    expect(inverted(flow, { ...NONE, nodes: ['tick'] })).toMatchObject({ nodes: ['set', 'show', 'alone'], wires: [1], groups: ['g', 'h'] })
    expect(nodesIn(flow, { ...NONE, groups: ['g'] })).toEqual(['set', 'show'])
    expect(inverted(flow, everything(flow))).toEqual(NONE)
  })
})

describe('acts on a graph', () => {
  it('step from line to line of the grid, with what was off it too', () => {
    const flow = flowOf({ nodes: { a: { type: 'core.change' } }, layout: { a: [203, -13] } })
    const ways = [[1, 0], [-1, 0], [0, 1], [0, -1]] as const
    expect(ways.map((way) => stepOnGrid(flow, all(flow), [...way], 8))).toEqual([[5, 0], [-3, 0], [0, 5], [0, -3]])
    moveBy(flow, all(flow), [5, 5])
    expect(ways.map((way) => stepOnGrid(flow, all(flow), [...way], 8))).toEqual([[8, 0], [-8, 0], [0, 8], [0, -8]])
  })

  it('add nodes under new names where nothing lies', () => {
    const flow = chain()
    expect(addNode(flow, { type: 'core.change' }, freePlace(flow, [201, 3]))).toBe('change')
    expect(addNode(flow, { type: 'core.change' }, [0, 0])).toBe('change-2')
    expect(flow.layout?.['change']).toEqual([200, 84])
  })

  it('delete what is chosen and nothing that is left is wrong', () => {
    for (const seed of seeds) {
      const { flow, chosen } = graphByChance(seed)
      group(flow, { ...NONE, nodes: chosen.slice(0, 2) })
      remove(flow, { ...NONE, nodes: chosen.slice(1), wires: [0, 2] })
      expect(wrongs(flow)).toEqual([])
    }
  })

  it('turn nodes off, and on again once all are off', () => {
    const flow = chain()
    toggleDisabled(flow, ['tick'])
    toggleDisabled(flow, ['tick', 'set'])
    expect([flow.nodes['tick']?.disabled, flow.nodes['set']?.disabled]).toEqual([true, true])
    toggleDisabled(flow, ['tick', 'set'])
    expect(flow.nodes['tick']).toEqual({ type: 'core.inject' })
  })

  it('align and distribute by edges, sizes counted', () => {
    const flow = chain()
    moveBy(flow, { ...NONE, nodes: ['set'] }, [0, 80])
    const size = (id: string): [number, number] => (id === 'set' ? [100, 36] : [200, 36])
    align(flow, all(flow), 'right', size)
    expect(Object.values(flow.layout ?? {})).toEqual([[400, 0], [500, 80], [400, 0]])
    flow.layout = { tick: [0, 0], set: [10, 0], show: [400, 0] }
    distribute(flow, all(flow), 'across', size)
    expect(flow.layout['set']).toEqual([250, 0])
  })

  it('arrange nodes where the worker says, at the place where they were', () => {
    const flow = chain()
    moveBy(flow, all(flow), [80, 160])
    const asked = layoutOf(flow, NONE, unmeasured)
    expect(asked.wires).toEqual([{ from: 'tick', to: 'set' }, { from: 'set', to: 'show' }])
    arrange(flow, asked, { tick: [100, 50], set: [400, 50], show: [700, 90] }, unmeasured)
    expect(flow.layout).toEqual({ tick: [80, 160], set: [384, 160], show: [680, 200] })
  })

  it('are taken back whole by undo', () => {
    for (const seed of seeds) {
      const { flow, chosen } = graphByChance(seed)
      const acts: ((draft: FlowDocument) => void)[] = [
        (draft) => remove(draft, { ...NONE, nodes: chosen }),
        (draft) => removeHealing(draft, chosen, around()),
        (draft) => void group(draft, { ...NONE, nodes: chosen }),
        (draft) => align(draft, { ...NONE, nodes: chosen }, 'left', unmeasured),
        (draft) => toggleDisabled(draft, chosen),
        (draft) => void wireToLinks(draft, 0, 'line', around()),
      ]
      for (const act of acts) expect(undone(edited(begun(flow), 'act', act)).present).toEqual(flow)
    }
  })
})

describe('groups', () => {
  it('hold nodes and groups, each thing in one of them only', () => {
    const flow = chain()
    const inner = group(flow, { ...NONE, nodes: ['tick', 'set'] })
    const outer = group(flow, { ...NONE, nodes: ['show'], groups: [inner ?? ''] })
    expect(flow.groups).toEqual({ [String(inner)]: { nodes: ['tick', 'set'], parent: outer }, [String(outer)]: { nodes: ['show'] } })
    const within = group(flow, { ...NONE, nodes: ['tick'] })
    expect(flow.groups?.[String(within)]).toEqual({ nodes: ['tick'], parent: inner })
    ungroup(flow, [String(inner)])
    expect(flow.groups).toEqual({ [String(outer)]: { nodes: ['show', 'set'] }, [String(within)]: { nodes: ['tick'], parent: outer } })
  })

  it('are gone with their last node', () => {
    const flow = chain()
    const id = group(flow, { ...NONE, nodes: ['set'] })
    remove(flow, { ...NONE, groups: [String(id)] })
    expect([flow.groups, Object.keys(flow.nodes)]).toEqual([{}, ['tick', 'show']])
  })
})

describe('healing', () => {
  it('joins what was before with what comes after, with the policy of the way in', () => {
    const flow = flowOf({ ...chain(), wires: [['tick', 'set', { policy: 'durable' }], ['set', 'show']] })
    expect(canHeal(flow, ['set'], around())).toBe(true)
    removeHealing(flow, ['set'], around())
    expect(flow.wires).toEqual([['tick', 'show', { policy: 'durable' }]])
  })

  it('joins nothing where it is not clear what belongs to what, or what does not fit', () => {
    const wires = [['a', 'm'], ['b', 'm'], ['m', 'x'], ['m', 'y']] as [string, string][]
    const nodes = Object.fromEntries(['a', 'b', 'm', 'x', 'y'].map((id) => [id, { type: 'core.change' }]))
    expect(canHeal(flowOf({ nodes, wires }), ['m'], around())).toBe(false)
    const typed = flowOf({ nodes: { a: { type: 'text.upper' }, m: { type: 'core.change' }, b: { type: 'rule.limit' } }, wires: [['a', 'm'], ['m', 'b']] })
    expect(canHeal(typed, ['m'], around())).toBe(false)
  })

  it('leaves a graph in order', () => {
    for (const seed of seeds) {
      const { flow, chosen } = graphByChance(seed)
      removeHealing(flow, chosen, around())
      expect(wrongs(flow)).toEqual([])
    }
  })
})

describe('links', () => {
  it('are made between their chosen ends, once', () => {
    const flow = flowOf({ nodes: { out: { type: 'core.link-out' }, in: { type: 'core.link-in' } } })
    expect(link(flow, ['out', 'in'], 'line', KNOWN)).toBe(true)
    link(flow, ['out', 'in'], 'line', KNOWN)
    expect(flow.nodes['out']?.config).toEqual({ to: ['line/in'] })
    expect(link(flow, ['out'], 'line', KNOWN)).toBe(false)
  })

  it('of a call lead to one end', () => {
    const types = new Map([...(KNOWN.types ?? []), ['core.link-call', { ...KNOWN.types?.get('core.link-out'), role: 'link-call' } as NodeType]])
    const flow = flowOf({ nodes: { ask: { type: 'core.link-call', config: { to: 'other/in' } }, in: { type: 'core.link-in' } } })
    expect(link(flow, ['ask', 'in'], 'line', { ...KNOWN, types })).toBe(true)
    expect(flow.nodes['ask']?.config).toEqual({ to: 'line/in' })
  })

  it('take the place of a wire', () => {
    const flow = chain()
    expect(wireToLinks(flow, 0, 'line', around())).toEqual(['link-out', 'link-in'])
    expect(flow.wires).toEqual([['set', 'show'], ['tick', 'link-out'], ['link-in', 'set']])
  })
})
