import { expect, it } from 'vitest'
import type { Box } from './box'
import type { Graph } from './document'
import { framesOf, groupsOfNodes, membersOf } from './groups'

const graph: Graph = {
  nodes: {},
  groups: { line: { nodes: ['a'] }, dosing: { nodes: ['b', 'gone'], parent: 'line' }, empty: { nodes: [] } },
}
const boxes: Record<string, Box> = { a: { x: 0, y: 0, width: 100, height: 36 }, b: { x: 200, y: 100, width: 100, height: 36 } }

it('frames what a group holds, the outer group before the inner one, and no empty group', () => {
  const frames = framesOf(graph, (id) => boxes[id])
  expect(frames.map(({ id, depth }) => [id, depth])).toEqual([['line', 0], ['dosing', 1]])
  const [outer, inner] = frames.map(({ box }) => box)
  if (!outer || !inner) throw new Error('no frames')
  expect(outer.x).toBeLessThan(0)
  expect(outer.x + outer.width).toBeGreaterThan(inner.x + inner.width)
  expect(outer.y + outer.height).toBeGreaterThan(inner.y + inner.height)
})

it('counts the nodes of inner groups as its own', () => {
  expect([...membersOf(graph.groups, 'line')].sort()).toEqual(['a', 'b', 'gone'])
  expect([...membersOf(graph.groups, 'dosing')].sort()).toEqual(['b', 'gone'])
  expect(groupsOfNodes(graph.groups).get('b')).toBe('dosing')
})

it('does not run in circles when groups hold each other', () => {
  const round = { one: { nodes: ['a'], parent: 'two' }, two: { nodes: ['b'], parent: 'one' } }
  expect([...membersOf(round, 'one')].sort()).toEqual(['a', 'b'])
  expect(framesOf({ nodes: {}, groups: round }, (id) => boxes[id])).toEqual([])
})
