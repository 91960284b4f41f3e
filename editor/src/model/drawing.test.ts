import { expect, it } from 'vitest'
import { drawingOf } from './drawing'
import { placesOf } from './look'

it('draws every node where it lies and every wire between its nodes', () => {
  const { boxes, lines, view } = drawingOf(
    {
      nodes: { a: { type: 't', name: { zh: '烧结区温度上限检查' } }, b: { type: 't', disabled: true } },
      wires: [['a', 'b:in', { policy: 'durable' }], ['a', 'gone']],
      layout: { a: [100, 40], b: [400, 80] },
    },
    { types: null, language: 'zh' },
  )
  expect(boxes.map(({ id, x, y, disabled }) => [id, x, y, disabled])).toEqual([['a', 100, 40, false], ['b', 400, 80, true]])
  expect(boxes[0]?.width).toBeGreaterThan(9 * 13)
  expect(lines).toEqual([{ path: expect.stringMatching(/^M249,58 C.* 400,98$/) as string, policy: 'durable' }])
  expect(view).toEqual([84, 24, 400 + 80 + 16 - 84, 80 + 36 + 16 - 24])
})

it('draws nodes without a place where the canvas does', () => {
  const graph = { nodes: { a: { type: 't' }, b: { type: 't' } } }
  expect(drawingOf(graph, { types: null, language: 'en' }).boxes.map(({ x, y }) => [x, y])).toEqual(['a', 'b'].map(placesOf(graph)))
})

it('draws an empty graph as nothing', () => {
  expect(drawingOf({ nodes: {} }, { types: null, language: 'en' })).toEqual({ boxes: [], lines: [], view: [0, 0, 1, 1] })
})
