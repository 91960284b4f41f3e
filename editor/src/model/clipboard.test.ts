import { describe, expect, it } from 'vitest'
import { produce } from 'immer'
import { everything, NONE } from './choice'
import { cleanClip } from './cleaning'
import type { Clip } from './clip'
import { copied, writeClip } from './copying'
import type { FlowDocument, Scope } from './document'
import { begun, edited, undone } from './history'
import { remarksOn } from './pasteRemarks'
import { pasted, pasteRefused } from './pasting'
import { around, chain, flowOf, graphByChance, KNOWN, wrongs } from './testGraphs'
import type { NodeType } from './types'

const here: Scope = { key: 'flow:line', inside: null }
const sent = (flow: FlowDocument, choice = everything(flow)): Clip => {
  const cleaned = cleanClip(writeClip(copied(flow, choice, flow.id, around(flow.subflows))))
  if (!cleaned) throw new Error('the clip did not survive')
  expect(cleaned.left).toEqual({ things: [], wires: 0 })
  return cleaned.clip
}

describe('copy and paste', () => {
  it('keeps nodes, the wires among them, groups and notes, under new ids', () => {
    const flow = flowOf({ ...chain(), groups: { g: { name: 'Both', nodes: ['tick', 'set'] } }, notes: { note: { text: 'why', at: [0, 100] } } })
    const clip = sent(flow, { ...NONE, nodes: ['tick', 'set'], notes: ['note'] })
    const chosen = pasted(flow, here, clip, [80, 200], KNOWN)
    expect(chosen).toEqual({ nodes: ['tick-2', 'set-2'], wires: [], groups: ['g-2'], notes: ['note-2'] })
    expect(flow.wires).toContainEqual(['tick-2', 'set-2'])
    expect([flow.layout?.['tick-2'], flow.layout?.['set-2'], flow.notes?.['note-2']?.at]).toEqual([[80, 200], [280, 200], [80, 300]])
    expect(flow.groups?.['g-2']).toEqual({ name: 'Both', nodes: ['tick-2', 'set-2'] })
  })

  it('never meets what is there, and changes nothing of it', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const { flow, chosen } = graphByChance(seed)
      const clip = sent(flow, { ...NONE, nodes: chosen })
      const history = edited(begun(flow), 'paste', (draft) => void pasted(draft, here, clip, [5, 5], KNOWN))
      const after = history.present
      expect(wrongs(after)).toEqual([])
      expect(Object.keys(after.nodes)).toHaveLength(Object.keys(flow.nodes).length + chosen.length)
      for (const [id, node] of Object.entries(flow.nodes)) expect(after.nodes[id]).toEqual(node)
      expect(after.wires?.slice(0, flow.wires?.length)).toEqual(flow.wires)
      expect(undone(history).present).toEqual(flow)
    }
  })

  it('lets copies of links and scopes name copies, within one flow and from one to another', () => {
    const flow = flowOf({
      nodes: { out: { type: 'core.link-out', config: { to: ['line/in', 'other/in'] } }, in: { type: 'core.link-in' }, c: { type: 'core.catch', config: { scope: ['out', 'away'] } } },
    })
    const clip = sent(flow)
    pasted(flow, here, clip, [0, 0], KNOWN)
    expect(flow.nodes['out-2']?.config).toEqual({ to: ['line/in-2', 'other/in'] })
    expect(flow.nodes['c-2']?.config).toEqual({ scope: ['out-2', 'away'] })
    const other = flowOf({ id: 'press' })
    pasted(other, { key: 'flow:press', inside: null }, clip, [0, 0], KNOWN)
    expect(other.nodes['out']?.config).toEqual({ to: ['press/in', 'other/in'] })
  })

  it('keeps integers that a number cannot hold', () => {
    const flow = flowOf({ nodes: { a: { type: 'core.change', config: { big: 12345678901234567890n } } } })
    expect(sent(flow).nodes['a']?.config).toEqual({ big: 12345678901234567890n })
  })
})

describe('a subflow that is pasted', () => {
  const dose = { nodes: { n: { type: 'core.change' } }, inputs: { in: ['n'] }, outputs: { out: ['n'] } }
  const flow = () => flowOf({ nodes: { d: { type: 'subflow:dose' } }, subflows: { dose: structuredClone(dose) } })

  it('comes along, is used where it is there already, and is renamed where another has its name', () => {
    const clip = sent(flow())
    const empty = flowOf({ id: 'other' })
    pasted(empty, here, clip, [0, 0], KNOWN)
    expect(empty.subflows?.['dose']?.inputs).toEqual({ in: ['n'] })
    const same = flow()
    pasted(same, here, clip, [0, 0], KNOWN)
    expect([Object.keys(same.subflows ?? {}), same.nodes['d-2']?.type]).toEqual([['dose'], 'subflow:dose'])
    const unlike = flowOf({ subflows: { dose: { nodes: {} } } })
    pasted(unlike, here, clip, [0, 0], KNOWN)
    expect([Object.keys(unlike.subflows ?? {}), unlike.nodes['d']?.type]).toEqual([['dose', 'dose-2'], 'subflow:dose-2'])
  })

  it('is refused inside itself, and in a project-wide subflow that would need one of its own', () => {
    const clip = sent(flow())
    expect(pasteRefused(flow(), { key: 'flow:line', inside: 'dose' }, clip, KNOWN)).toBe('in-itself')
    expect(pasteRefused({ format: 1, id: 'wide', nodes: {} }, { key: 'subflow:wide', inside: null }, clip, KNOWN)).toBe('needs-subflow')
    expect(pasteRefused(flow(), here, clip, KNOWN)).toBeNull()
  })
})

describe('a text from the clipboard', () => {
  it('is nothing of ours unless it is a graph', () => {
    for (const text of ['', 'hello', '[1]', '{"nodes": 1}', '{"nodes": {}}', '{"nodes": {"a b": {"type": "x"}}}', '{broken']) expect(cleanClip(text)).toBeNull()
  })

  it('may be the file of a flow', () => {
    expect(cleanClip(JSON.stringify(chain()))?.clip.wires).toEqual(chain().wires)
  })

  it('is taken over only as far as the runtime knows it', () => {
    const hostile = `{"nodes": {
      "a": {"type": "core.change", "evil": 1, "name": {"en": "A", "xx": "?"}, "version": -1, "disabled": "yes", "config": {"__proto__": {"polluted": true}, "keep": [1]}},
      "A": {"type": "core.change"}, "__proto__": {"type": "x"}, "b": {"type": "<script>"}, "c": "no", "d": {"type": "core.debug"}},
      "wires": [["a", "d", {"policy": "durable", "max_age": "soon", "size": 3}], ["a", "d"], ["a", "nobody"], ["a"], 7, ["d", "a", {"policy": "magic"}]],
      "groups": {"g": {"nodes": ["a", "a", "x"], "parent": "h", "color": "url(x)"}, "h": {"nodes": ["a"], "parent": "g"}},
      "notes": {"n": {"text": 5, "at": [0, 0]}, "m": {"text": "ok", "at": [1e99, 0]}, "o": {"text": "fine", "at": [1, 2], "more": 1}},
      "layout": {"a": [1, 2], "d": ["x", 1], "zzz": [1, 1]}, "subflows": {"s": {"nodes": {"i": {"type": "core.change"}}, "inputs": {"in": ["i", "gone"]}, "status": "gone"}}}`
    const cleaned = cleanClip(hostile)
    expect(cleaned?.left).toEqual({ things: ['A', '__proto__', 'b', 'c', 'n', 'm'], wires: 4 })
    expect(cleaned?.clip).toEqual({
      nodes: { a: { type: 'core.change', name: { en: 'A' }, config: { keep: [1] } }, d: { type: 'core.debug' } },
      wires: [['a', 'd', { policy: 'durable' }], ['d', 'a']],
      groups: { g: { nodes: ['a'] }, h: { nodes: [], parent: 'g' } },
      notes: { o: { text: 'fine', at: [1, 2] } },
      layout: { a: [1, 2] },
      subflows: { s: { nodes: { i: { type: 'core.change' } }, wires: [], groups: {}, notes: {}, layout: {}, inputs: { in: ['i'] }, outputs: {} } },
      flow: '',
    })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('is remarked upon where it is not, or does not, as it was', () => {
    const text = `{"nodes": {"tick": {"type": "core.inject"}, "m": {"type": "mqtt.out", "config": {"connection": "theirs"}}, "x": {"type": "laser.weld"}, "s": {"type": "subflow:gone"}}, "wires": [["m", "away"]]}`
    const cleaned = cleanClip(text)
    if (!cleaned) throw new Error('nothing was read')
    const flow = chain()
    const mqtt = { ...KNOWN.types?.get('core.debug'), type: 'mqtt.out', config: { properties: { connection: { type: 'string', 'x-sinterflow': { connection: ['mqtt.broker'] } } } } } as NodeType
    const known = { ...KNOWN, types: new Map([...(KNOWN.types ?? []), ['mqtt.out', mqtt]]) }
    const { nodes } = pasted(flow, here, cleaned.clip, [0, 0], known)
    expect(remarksOn(cleaned.clip, cleaned.left, nodes, { known, inner: {} }, new Set(['ours']))).toEqual([
      { about: 'wires', names: [], count: 1 },
      { about: 'ids', names: ['tick → tick-2'], count: 1 },
      { about: 'types', names: ['laser.weld', 'subflow:gone'], count: 2 },
      { about: 'connections', names: ['theirs'], count: 1 },
    ])
    expect(remarksOn(cleaned.clip, { things: [], wires: 0 }, Object.keys(cleaned.clip.nodes), { known: { ...known, types: null }, inner: {} }, null)).toEqual([])
  })

  it('works on a document that is being changed', () => {
    const flow = produce(chain(), (draft) => void pasted(draft, here, sent(chain()), [0, 0], KNOWN))
    expect(Object.keys(flow.nodes)).toHaveLength(6)
  })
})
