import { expect, it } from 'vitest'
import type { FlowDocument } from './document'
import { curveOfWire, nodeAt, nodesIn, wireAt } from './find'
import { edited, begun } from './history'
import { place } from './moving'
import { portAt, Stage, type Setting } from './scene'
import type { NodeType, Port } from './types'

const port = (name: string): Port => ({ name, title: name })

function type(id: string, inputs: string[], outputs: string[], role = ''): [string, NodeType] {
  const rest = { family: 'core', title: id, help: '', icon: '', role, version: 1, source: false, ports_by_config: false, config: {}, effect: 'none', delivery: '', exclusive: false }
  return [id, { type: id, inputs: inputs.map(port), outputs: outputs.map(port), ...rest }]
}

const types = new Map([type('core.change', ['in'], ['out']), type('core.switch', ['in'], ['1', '2', '3']), type('core.link-out', ['in'], [], 'link-out'), type('core.link-call', ['in'], ['out'], 'link-call')])

const flow: FlowDocument = {
  format: 1,
  id: 'line',
  nodes: {
    read: { type: 'core.change' },
    check: { type: 'core.switch' },
    dose: { type: 'subflow:dose' },
    leave: { type: 'core.link-out', config: { to: ['line/read', 'other/in'] } },
  },
  wires: [['read', 'check'], ['check:2', 'dose'], ['dose', 'leave']],
  subflows: { dose: { inputs: { in: ['first'] }, outputs: { out: ['last:2'] }, nodes: { first: { type: 'core.change' }, last: { type: 'core.switch' } } } },
  notes: { hint: { text: 'hot', at: [0, 200] } },
  layout: { read: [0, 0], check: [200, 0], dose: [400, 0], leave: [600, 0] },
}

const setting: Setting = { known: { types, byConfig: new Map(), subflows: {} }, inner: flow.subflows ?? {}, language: 'en', measure: (text) => text.length * 7, flow: 'line' }

it('draws each node at its place, wide enough for its name, high enough for its ports', () => {
  const { byId } = new Stage().scene(flow, setting, null)
  expect(byId.get('read')?.box).toEqual({ x: 0, y: 0, width: 96, height: 36 })
  expect(byId.get('check')?.box.height).toBe(56)
  expect(byId.get('check')?.look.outputs.map(({ at }) => at[1])).toEqual([10, 28, 46])
  expect(byId.get('leave')?.look.links).toEqual(['read', 'other/in'])
})

it('draws a call as a link, with where it leads', () => {
  const nodes = { ask: { type: 'core.link-call', config: { to: 'other/check' } } }
  const { byId } = new Stage().scene({ ...flow, nodes, wires: [] }, setting, null)
  expect(byId.get('ask')?.look).toMatchObject({ kind: 'link', links: ['other/check'] })
  expect(byId.get('ask')?.look.outputs.map(({ name }) => name)).toEqual(['out'])
})

it('draws the wires of a node whose type is not there, at the ports that they name', () => {
  const wires: FlowDocument['wires'] = [['read', 'weld'], ['weld:done', 'check'], ['weld', 'leave'], ['weld:error', 'leave']]
  const scene = new Stage().scene({ ...flow, nodes: { ...flow.nodes, weld: { type: 'laser.weld' } }, wires }, setting, null)
  const look = scene.byId.get('weld')?.look
  expect([look?.inputs.map(({ name }) => name), look?.outputs.map(({ name }) => name)]).toEqual([['in'], ['out', 'done']])
  expect(scene.wires.map(({ from, to }) => [portAt(scene, from, 'out'), portAt(scene, to, 'in')].includes(null))).toEqual([false, false, false, false])
})

it('gives a node whose type is not there another port with a wire that comes back', () => {
  const stage = new Stage()
  const nodes = { ...flow.nodes, weld: { type: 'laser.weld' } }
  const graph = { ...flow, nodes, wires: [] as NonNullable<FlowDocument['wires']> }
  expect(stage.scene(graph, setting, null).byId.get('weld')?.look.outputs.map(({ name }) => name)).not.toContain('done')
  const wired = stage.scene({ ...graph, wires: [['weld:done', 'check']] }, setting, null)
  expect(wired.byId.get('weld')?.look.outputs.map(({ name }) => name)).toContain('done')
})

it('names the wires that run for one through the edge of a subflow', () => {
  const { wires } = new Stage().scene(flow, setting, null)
  expect(wires.map(({ id }) => id)).toEqual(['read:out>check:in', 'check:2>dose:in', 'dose:out>leave:in'])
  expect(wires.map(({ runs }) => runs)).toEqual([['read:out>check:in'], ['check:2>dose/first:in'], ['dose/last:2>leave:in']])
})

it('makes only that anew which an act has changed', () => {
  const stage = new Stage()
  const before = stage.scene(flow, setting, null)
  const history = edited(begun(flow), 'move', (draft) => place(draft, { nodes: new Set(['check']), notes: new Set(), by: [8, 16] }))
  const after = stage.scene(history.present, setting, null)
  expect(after.byId.get('check')?.box).toMatchObject({ x: 208, y: 16 })
  expect(after.byId.get('check')?.look).toBe(before.byId.get('check')?.look)
  for (const id of ['read', 'dose', 'leave']) expect(after.byId.get(id)).toBe(before.byId.get(id))
  expect(after.wires.every((wire, index) => wire === before.wires[index])).toBe(true)
  expect(after.notes[0]).toBe(before.notes[0])
})

it('shows what is dragged at its new place before the document has it', () => {
  const scene = new Stage().scene(flow, setting, { nodes: new Set(['read']), notes: new Set(['hint']), by: [24, -8] })
  expect(scene.byId.get('read')?.box).toMatchObject({ x: 24, y: -8 })
  expect(scene.notes[0]?.box).toMatchObject({ x: 24, y: 192 })
  expect(scene.byId.get('check')?.box).toMatchObject({ x: 200, y: 0 })
})

it('places strays below the others, and keeps them there when one of them is moved', () => {
  const { read, check } = flow.layout ?? {}
  const some: FlowDocument = { ...flow, layout: { ...(read ? { read } : {}), ...(check ? { check } : {}) } }
  const before = new Stage().scene(some, setting, null)
  expect(before.byId.get('dose')?.box).toMatchObject({ x: 0, y: 88 })
  const { present } = edited(begun(some), 'move', (draft) => place(draft, { nodes: new Set(['dose']), notes: new Set(), by: [0, 80] }))
  const after = new Stage().scene(present, setting, null)
  expect(after.byId.get('dose')?.box).toMatchObject({ x: 0, y: 168 })
  expect(after.byId.get('leave')?.box).toEqual(before.byId.get('leave')?.box)
})

it('finds nodes and wires by a point', () => {
  const scene = new Stage().scene(flow, setting, null)
  expect(nodeAt(scene, [230, 20])?.id).toBe('check')
  expect(nodeAt(scene, [150, 20])).toBeNull()
  expect(nodesIn(scene, { x: 190, y: -10, width: 250, height: 20 })).toEqual(['check', 'dose'])
  const [x, y] = portAt(scene, { node: 'read', port: 'out' }, 'out') ?? [0, 0]
  expect(wireAt(scene, [x + 40, y + 5], 10)).toBe(0)
  expect(wireAt(scene, [x + 40, y + 60], 10)).toBeNull()
  expect(wireAt(scene, [x + 40, y + 5], 10, 'check')).toBeNull()
})

it('has no way for a wire whose node is gone', () => {
  const scene = new Stage().scene({ ...flow, wires: [['read', 'nobody']] }, setting, null)
  expect(scene.wires.map((wire) => curveOfWire(scene, wire))).toEqual([null])
})
