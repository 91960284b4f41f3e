import { expect, it } from 'vitest'
import { around, centred, fitting, opening, seen, viewportsOf } from './box'
import { curveOf, distance, pointOf } from './curve'
import { differingNodes } from './differing'
import type { FlowDocument, Graph } from './document'
import { elementId, elementOf } from './elements'
import { familyOf, groupHue, hueOf, iconsOf } from './family'
import { heatOf } from './heat'
import { instancesOf } from './instances'
import { movedWith } from './moving'

it('shows a graph whole and no nearer than it is', () => {
  const box = { x: 100, y: 100, width: 4000, height: 1000 }
  const view = fitting(box, 1000, 600)
  const window = seen(view, 1000, 600)
  expect(window.x).toBeLessThanOrEqual(100)
  expect(window.x + window.width).toBeGreaterThanOrEqual(4100)
  expect(fitting({ x: 0, y: 0, width: 10, height: 10 }, 1000, 600).zoom).toBe(1)
  expect(around([])).toBeNull()
})

it('opens a wide graph where it begins, near enough to read', () => {
  const view = opening({ x: 100, y: 100, width: 4000, height: 1000 }, 1000, 600)
  expect(view.zoom).toBe(0.85)
  expect(100 * view.zoom + view.x).toBe(40)
  expect(centred([0, 0], 1, 100, 100)).toEqual({ x: 50, y: 50, zoom: 1 })
})

it('takes only views from the browser that are whole', () => {
  const kept = { 'flow:line': { x: 1, y: 2, zoom: 1 }, 'flow:bad': { x: 1, zoom: 1 }, 'flow:far': { x: 0, y: 0, zoom: 1000 } }
  expect(Object.keys(viewportsOf(JSON.stringify(kept)))).toEqual(['flow:line'])
  expect(viewportsOf('{')).toEqual({})
  expect(viewportsOf(null)).toEqual({})
})

it('leads a wire from an output to an input, and around the nodes when it goes back', () => {
  const ahead = curveOf([0, 0], [200, 100])
  expect([pointOf(ahead, 0), pointOf(ahead, 1)]).toEqual([[0, 0], [200, 100]])
  expect(distance(ahead, [100, 50])).toBeLessThan(1)
  const back = curveOf([200, 0], [0, 0])
  expect(pointOf(back, 0.5)[1]).toBeGreaterThan(30)
  expect(curveOf([0, 0], [100, 100], true)[1][0]).toBe(0)
})

it('finds what a deploy would change: nodes, configs and wires, but not places', () => {
  const deployed: Graph = { nodes: { a: { type: 'x', config: { n: 1, list: [1] } }, b: { type: 'x' } }, wires: [['a', 'b']], layout: { a: [0, 0] } }
  expect(differingNodes({ ...structuredClone(deployed), layout: { a: [8, 8] } }, deployed)).toEqual(new Set())
  expect(differingNodes({ ...deployed, nodes: { ...deployed.nodes, a: { type: 'x', config: { n: 1, list: [2] } } } }, deployed)).toEqual(new Set(['a']))
  expect(differingNodes({ ...deployed, wires: [['a', 'b', { policy: 'durable' }]] }, deployed)).toEqual(new Set(['a']))
  expect(differingNodes(deployed, null)).toEqual(new Set(['a', 'b']))
})

it('gives every family a hue that is no status colour, and every type an icon to try', () => {
  for (const family of ['core', 'mqtt', 'not-yet-made', '']) expect(hueOf(family)).not.toMatch(/red|orange|green|volcano|gold/)
  expect(hueOf('not-yet-made')).toBe(hueOf('not-yet-made'))
  expect(iconsOf('', 'modbus')).toEqual(['plc', 'node'])
  expect(familyOf('mqtt.in')).toBe('mqtt')
  expect(groupHue('cyan')).toBe('var(--ant-cyan-6)')
  expect(groupHue('url(x)')).toBe(groupHue(undefined))
})

it('is hotter the busier a wire is', () => {
  const heats = [0, 0.1, 1, 6, 30, 1000].map(heatOf)
  expect(heats).toEqual([...heats].sort())
  expect([heats[0], heats.at(-1)]).toEqual([0, 5])
  expect(heatOf(null)).toBe(0)
})

it('finds the instances of a subflow wherever they are', () => {
  const dose = { nodes: { valve: { type: 'subflow:valve' } } }
  const document: FlowDocument = { format: 1, id: 'line', nodes: { one: { type: 'subflow:dose' }, two: { type: 'subflow:dose' } }, subflows: { dose, valve: { nodes: {} } } }
  expect(instancesOf(document, {}, 'dose')).toEqual(['one', 'two'])
  expect(instancesOf(document, {}, 'valve')).toEqual(['one/valve', 'two/valve'])
})

it('takes the nodes of a group along, and tells elements by their names', () => {
  const graph: Graph = { nodes: {}, groups: { g: { nodes: ['a', 'b'] } } }
  const moved = movedWith(graph, [{ kind: 'group', id: 'g' }, { kind: 'note', id: 'n' }, { kind: 'node', id: 'c' }])
  expect([[...moved.nodes], [...moved.notes]]).toEqual([['a', 'b', 'c'], ['n']])
  for (const name of ['a', 'note:a', 'group:a']) expect(elementId(elementOf(name))).toBe(name)
})
