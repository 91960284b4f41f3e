import { describe, expect, it } from 'vitest'
import { nodeName } from './titles'
import type { NodeType } from './types'

const types = new Map([
  ['core.inject', { title: { en: 'Inject', zh: '注入' } } as unknown as NodeType],
  ['network.http-in', { title: { en: 'HTTP in', zh: 'HTTP 入口' } } as unknown as NodeType],
])
const zh = { types, language: 'zh' } as const

describe('a node is called', () => {
  it.each([
    ['by its name', 'inject', { type: 'core.inject', name: { zh: '启动' } }, '启动'],
    ['by its type, where its id is made of that', 'inject', { type: 'core.inject' }, '注入'],
    ['by its type with the number of its id', 'http-in-3', { type: 'network.http-in' }, 'HTTP 入口 3'],
    ['by its id, where somebody chose that', 'start', { type: 'core.inject' }, 'start'],
    ['by its id, where that is only like its type', 'inject-a1', { type: 'core.inject' }, 'inject-a1'],
    ['by its id, where its type is not installed', 'reader', { type: 'gone.reader' }, 'reader'],
    ['by its type inside of a subflow, too', 'dose/inject', { type: 'core.inject' }, '注入'],
  ])('%s', (_, id, entry, name) => {
    expect(nodeName(id, entry, zh)).toBe(name)
  })

  it('by its id until the types are known', () => {
    expect(nodeName('inject', { type: 'core.inject' }, { types: null, language: 'zh' })).toBe('inject')
  })
})
