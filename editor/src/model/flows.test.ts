import { expect, it } from 'vitest'
import { copyOf, freshId, freshName, inOrder, movedTo } from './flows'
import type { FlowItem } from './types'

it.each([
  ['Press line 1', [], 'press-line-1'],
  ['Press line 1', ['PRESS-LINE-1', 'press-line-1-2'], 'press-line-2'],
  ['压制一线', [], 'flow'],
  ['压制一线 B', [], 'b'],
  ['  …', ['flow'], 'flow-2'],
])('an id for %j where %j are taken', (name, taken, id) => {
  expect(freshId(name, taken, 'flow')).toBe(id)
})

it('gives a new flow a name that none has, in any language', () => {
  expect(freshName('Flow', [])).toBe('Flow 1')
  expect(freshName('流程', [undefined, '流程 2', { en: 'Flow 1', zh: '流程 1' }])).toBe('流程 3')
})

it('orders flows as drafted, and those without a place last', () => {
  const items = ['a', 'b', 'c'].map((id) => ({ id }) as FlowItem)
  expect(inOrder(items, ['c', 'a']).map(({ id }) => id)).toEqual(['c', 'a', 'b'])
})

it('moves a flow to the place of another', () => {
  expect(movedTo(['a', 'b', 'c'], 'a', 'c')).toEqual(['b', 'c', 'a'])
  expect(movedTo(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b'])
  expect(movedTo(['a', 'b'], 'a', 'gone')).toEqual(['a', 'b'])
})

it('names a copy in every language', () => {
  const copy = copyOf({ format: 1, id: 'a', name: { en: 'Line', zh: '产线' }, nodes: {} }, 'b')
  expect(copy).toEqual({ format: 1, id: 'b', name: { en: 'Line (2)', zh: '产线 (2)' }, nodes: {} })
})
